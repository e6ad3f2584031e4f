import { Context } from '@temporalio/activity';
import { z } from 'zod';
import type { Agent } from '../../agents/define-agent';
import { judge } from '../../agents/judge';
import type { AnyTool, WriteLimit } from '../../agents/define-tool';
import type { ActInput, ActResult, ApprovalRule, EngineActivities } from '../../contracts/activities';
import type { NewEntry, RefusalReason } from '../../contracts/entry';
import { SeaworthyError } from '../../contracts/errors';
import type { Json } from '../../contracts/json';
import { InputRequired } from '../../integrations/mcp/input-required';
import { SystemError } from '../../integrations/system-error';
import { ApprovalSpent, giveUp } from '../../ledger/claims';
import { digestOf } from '../../ledger/digest-of';
import { HaltFound } from '../../ledger/halt-found';
import { countFailures } from '../../ledger/read-call';
import { refusals } from '../../ledger/read-decision';
import { unknownTokens } from '../../masking/unknown-tokens';
import type { Attempt } from '../attempt';
import type { Deps } from '../deps';
import { faultPoint } from '../../fault-point';
import { guarded } from '../guarded';
import { haltScopes } from '../halt-scopes';
import { Heartbeats } from '../heartbeats';
import { mayWrite } from '../weigh-admission';
import { earlierAnswer, keepAnswer } from './earlier-answer';
import { forWorkflow } from './for-workflow';
import { claimableUntil, readAbout, readGround, whyNotApproved } from './approval-for-call';
import type { CallGround } from './approval-for-call';
import { groundOf } from './ground-of';
import { givenInput, noteInputAsked } from './input-asked';
import { performRead } from './perform-read';
import type { AnyRead } from './perform-read';
import { performWrite } from './perform-write';
import type { Settlement, WriteRequest } from './perform-write';
import { recordedResult } from './recorded-result';
import { resultEntries } from './result-entries';
import { stepTools } from './step-tools';
import { verdictEntry } from './verdict-entry';
import { stricter, verdictThen } from './verdict-then';

/**
 * Performs one tool call on its system's queue. Reads the arguments from the ledger and checks everything again: schema, the step's tools,
 * permission, the rules of now, approval and claim. It does not trust the workflow, and neither trusts the model (law 5).
 */
export function createAct(deps: Deps): EngineActivities['act'] {
  return guarded(deps.ledger, async (input: ActInput, attempt): Promise<ActResult> => {
    await attempt.begin();
    faultPoint('act.begun');
    const agent = await deps.lineages.agentOf(input.position.run, input.agent);
    const answer = async (result: ActResult): Promise<ActResult> =>
      forWorkflow(await deps.vaults.of(input.position.run), agent, input, result);
    // An attempt before this one may have got as far as the result, and only its answer to Temporal was lost.
    const recorded = await recordedResult(deps.ledger, input);
    if (recorded) return answer(recorded);
    const heartbeats = new Heartbeats(attempt);
    heartbeats.say(`${input.tool} · ${input.call}`);
    const started = performance.now();
    try {
      const result = (await diedTooOften(deps, attempt, input)) ?? (await perform(deps, agent, attempt, input));
      await attempt.append(resultEntries(input, agent.tools[input.tool], result, performance.now() - started));
      faultPoint('act.recorded');
      return answer(result);
    } finally {
      heartbeats.stop();
    }
  });
}

/** An attempt that died without a word counts as a failure: what kills workers is not tried for ever. A write that may have been sent is. */
async function diedTooOften(deps: Deps, attempt: Attempt, input: ActInput): Promise<ActResult | undefined> {
  if (!attempt.lost) return undefined;
  const { call, tool } = input;
  await attempt.append([failed(attempt, input, { class: 'lost' }, 0)]);
  const retries = deps.agents[input.agent]?.tools[tool]?.system?.retries ?? 0;
  const tooOften = (await countFailures(deps.ledger, attempt.run, call)) > retries;
  return tooOften && (await giveUp(deps.ledger, attempt.run, call))
    ? { type: 'unavailable', reason: `${tool} failed too often; the last time its worker died, or its time was over.` }
    : undefined;
}

async function perform(deps: Deps, agent: Agent, attempt: Attempt, input: ActInput): Promise<ActResult> {
  const map = deps.maps[input.agent];
  if (!map) throw new SeaworthyError('Workflow.Unknown', `No map ${input.agent} on this worker.`);
  const { run } = input.position;
  const vault = await deps.vaults.of(run);
  const ground = await readGround(deps, attempt, input, vault);
  if (ground.unknown.length > 0) return { type: 'malformed', reason: unknownTokens(ground.unknown) };

  const tool = Object.hasOwn(agent.tools, input.tool) ? agent.tools[input.tool] : undefined;
  const parsed = (tool?.input as z.ZodType | undefined)?.safeParse(ground.args);
  if (parsed && !parsed.success) {
    return {
      type: 'malformed',
      reason: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    };
  }
  const args = parsed?.data;
  const { facts, rules, version } = await groundOf(deps, agent, run, vault);
  const judgement = stricter(
    judge(agent, stepTools(map, input.step), { tool: input.tool, args, facts }, rules),
    ground.edited || ground.weighed?.proposer ? undefined : await verdictThen(deps.ledger, input), // that was of other arguments
  );
  if ('fact' in input.origin)
    await attempt.append([verdictEntry(input, { agent, map, judgement, rules: version, args: tool && args })]);
  if (!tool || judgement.verdict === 'denied')
    return { type: 'denied', reason: judgement.verdict === 'denied' ? judgement.reason : 'Unknown tool.' };

  const digest = digestOf(args);
  const limits = tool.effect === 'write' ? (tool.limits?.(args, facts) ?? []) : [];
  const askedFor = judgement.verdict === 'needs-approval' ? judgement.approval : limitRule(limits, ground);
  // Who was asked whether a limit may be passed that counts what people approve was asked in the place of this rule: else each would void the other.
  const lacking =
    askedFor &&
    whyNotApproved(
      ground,
      digest,
      askedFor,
      limits.flatMap(({ approvedToo, over }) => (approvedToo ? [over.rule] : [])),
    );
  const again = async (rule: ApprovalRule, reason: RefusalReason): Promise<ActResult> => {
    const { decision, edited } = ground;
    if (input.approval && decision && !edited)
      await attempt.append(refusals(input.approval, input.step, [{ entry: decision.entry, reason }]));
    return { type: 'needs-approval', digest, approval: rule, ...(edited ? { edited } : {}) };
  };
  if (judgement.verdict === 'needs-approval' && lacking) return again(judgement.approval, lacking);
  const admitted = tool.effect === 'read' || (await mayWrite(deps, agent, map, run));
  if (admitted !== true) return { type: 'denied', reason: admitted };
  const scopes = haltScopes(agent, { system: tool.system.name, tool: input.tool });
  const settlement = await settlementFor(deps, attempt, input);
  const given = await givenInput(deps, attempt, input, vault);
  const approval =
    askedFor && !lacking && input.approval
      ? { id: input.approval, rule: ground.weighed?.question?.rule, expires: claimableUntil(ground) }
      : undefined;
  try {
    const result = await send(deps, attempt, input, tool, {
      args,
      digest,
      facts,
      limits,
      approval,
      scopes,
      settlement,
      input: given,
    });
    return result.type === 'needs-approval' ? await again(result.approval, lacking ?? 'other-rule') : result;
  } catch (error) {
    if (askedFor && error instanceof ApprovalSpent) return again(askedFor, error.reason);
    throw error;
  }
}

/** What people were or would be asked when a limit would be passed: only the claim can tell whether it is. */
function limitRule(limits: readonly WriteLimit[], { weighed }: CallGround): ApprovalRule | undefined {
  const rules = limits.map(({ over }) => over);
  return rules.find(({ rule }) => rule === weighed?.question?.rule) ?? rules[0];
}

const Said = z.union([
  z.object({ happened: z.literal(true), output: z.json() }),
  z.object({ happened: z.literal(false) }),
]);

async function settlementFor(deps: Deps, attempt: Attempt, input: ActInput): Promise<Settlement | undefined> {
  if (!input.settlement) return undefined;
  const weighed = await readAbout(deps, attempt, input, input.settlement);
  if (weighed?.question?.gate !== 'task') return undefined;
  const said = Said.safeParse(weighed.closing?.content.answer);
  return said.success ? { approval: input.settlement, said: said.data } : undefined;
}

async function send(
  deps: Deps,
  attempt: Attempt,
  input: ActInput,
  tool: AnyTool,
  given: Omit<WriteRequest, 'step' | 'call' | 'name' | 'tool'>,
): Promise<ActResult> {
  const { run } = input.position;
  const started = performance.now();
  const unavailable = async (reason: string): Promise<ActResult> =>
    (tool.effect === 'read' && (await earlierAnswer(deps, input, tool as AnyRead, given.digest))) || {
      type: 'unavailable',
      reason,
    };
  // What a person has settled needs no system.
  const heldBack =
    input.settlement === undefined && (await deps.breakers.holdBack(tool.system.name, { run, call: input.call }));
  if (heldBack) return unavailable(heldBack);
  try {
    if (tool.effect === 'read') {
      const read = await performRead(deps, tool as AnyRead, given.args, {
        run,
        step: input.step,
        call: input.call,
        tool: input.tool,
        signal: Context.current().cancellationSignal,
        input: given.input,
      });
      if (read.outcome === 'done') {
        await keepAnswer(deps, input, given.digest);
        return { type: 'done', output: read.body };
      }
      const { error, details } = read.body as { error: string; details?: Json };
      return { type: read.outcome, reason: error, ...(details ? { details } : {}) };
    }
    const written = await performWrite(deps, attempt, {
      step: input.step,
      call: input.call,
      name: input.tool,
      tool,
      ...given,
    });
    if (written.outcome === 'done')
      return { type: 'done', output: written.output, ...(tool.asks ? { asks: tool.asks } : {}) };
    if (written.outcome === 'over-limit')
      return { type: 'needs-approval', digest: given.digest, approval: written.approval };
    const { outcome: type, ...rest } = written;
    return { type, ...rest };
  } catch (error) {
    if (error instanceof InputRequired) return noteInputAsked(attempt, input, tool.system.name, error);
    if (error instanceof HaltFound) return { type: 'halted', ...error.halt };
    if (!(error instanceof SystemError) || error.class === 'rate-limited' || error.class === 'unknown') throw error;
    await attempt.append([failed(attempt, input, error, performance.now() - started)]);
    if ((await countFailures(deps.ledger, run, input.call)) <= tool.system.retries) throw error;
    return unavailable(error.message);
  }
}

function failed(
  attempt: Attempt,
  input: ActInput,
  error: { class: string; code?: string | undefined },
  ms: number,
): NewEntry {
  return {
    source: `${attempt.id}:failed:${error.class}:${attempt.epoch}`,
    kind: 'call-failed',
    step: input.step,
    header: { call: input.call, tool: input.tool, class: error.class, code: error.code ?? '', ms: Math.round(ms) },
  };
}
