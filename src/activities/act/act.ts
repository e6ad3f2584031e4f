import { Context } from '@temporalio/activity';
import { z } from 'zod';
import { judge } from '../../agents/judge';
import type { AnyTool, RunFacts } from '../../agents/define-tool';
import type { ActInput, ActResult, ApprovalRule, EngineActivities } from '../../contracts/activities';
import type { NewEntry, RefusalReason, ResultOutcome } from '../../contracts/entry';
import { SeaworthyError } from '../../contracts/errors';
import type { Json } from '../../contracts/json';
import { SystemError } from '../../integrations/system-error';
import { ApprovalSpent } from '../../ledger/claims';
import { digestOf } from '../../ledger/digest-of';
import { HaltFound } from '../../ledger/halt-found';
import { countFailures } from '../../ledger/read-call';
import { refusals } from '../../ledger/read-decision';
import { Attempt } from '../attempt';
import type { Deps } from '../deps';
import { faultPoint } from '../fault-point';
import { guarded } from '../guarded';
import { haltScopes } from '../halt-scopes';
import { Heartbeats } from '../heartbeats';
import { claimableUntil, readAbout, readGround, whyNotApproved } from './approval-for-call';
import { groundOf } from './ground-of';
import { performRead } from './perform-read';
import type { AnyRead } from './perform-read';
import { performWrite } from './perform-write';
import type { Settlement, WriteRequest } from './perform-write';
import { recordedResult } from './recorded-result';
import { stepTools } from './step-tools';
import { stricter, verdictThen } from './verdict-then';

/**
 * Performs one tool call on its system's queue. Reads the arguments from the ledger and checks everything again: schema, the step's tools,
 * permission, the rules of now, approval and claim. It does not trust the workflow, and neither trusts the model (law 5).
 */
export function createAct(deps: Deps): EngineActivities['act'] {
  return guarded(async (input: ActInput): Promise<ActResult> => {
    const attempt = new Attempt(deps.ledger, input.position);
    await attempt.begin();
    // An attempt before this one may have got as far as the result, and only its answer to Temporal was lost.
    const recorded = await recordedResult(deps.ledger, input);
    if (recorded) return trimmed(input, recorded);
    const heartbeats = new Heartbeats();
    heartbeats.say(`${input.tool} · ${input.call}`);
    const started = performance.now();
    try {
      const result = await perform(deps, attempt, input);
      await attempt.append(resultEntries(input, result, performance.now() - started));
      faultPoint('act.recorded');
      return trimmed(input, result);
    } finally {
      heartbeats.stop();
    }
  });
}

/** What an agent called for stays in the ledger. */
function trimmed(input: ActInput, result: ActResult): ActResult {
  if (input.wantsOutput || result.type !== 'done') return result;
  return { type: 'done', ...(result.asks ? { asks: result.asks } : {}) };
}

async function perform(deps: Deps, attempt: Attempt, input: ActInput): Promise<ActResult> {
  const agent = deps.agents[input.agent];
  const map = deps.maps[input.agent];
  if (!agent || !map) throw new SeaworthyError('Workflow.Unknown', `No agent ${input.agent} on this worker.`);
  const { run } = input.position;
  const ground = await readGround(deps, attempt, input);

  const tool = Object.hasOwn(agent.tools, input.tool) ? agent.tools[input.tool] : undefined;
  const parsed = (tool?.input as z.ZodType | undefined)?.safeParse(ground.args);
  if (parsed && !parsed.success) {
    return {
      type: 'malformed',
      reason: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    };
  }
  const args = parsed?.data;
  const { facts, rules } = await groundOf(deps, agent, run);
  const judgement = stricter(
    judge(agent, stepTools(map, input.step), { tool: input.tool, args, facts }, rules),
    ground.edited || ground.weighed?.proposer ? undefined : await verdictThen(deps.ledger, input), // that was of other arguments
  );
  if (!tool || judgement.verdict === 'denied')
    return { type: 'denied', reason: judgement.verdict === 'denied' ? judgement.reason : 'Unknown tool.' };

  const digest = digestOf(args);
  const askedFor = judgement.verdict === 'needs-approval' ? judgement.approval : limitRule(tool, args, facts);
  const lacking = askedFor && whyNotApproved(ground, digest, askedFor);
  const again = async (rule: ApprovalRule, reason: RefusalReason): Promise<ActResult> => {
    const { decision, edited } = ground;
    if (input.approval && decision && !edited)
      await attempt.append(refusals(input.approval, input.step, [{ entry: decision.entry, reason }]));
    return { type: 'needs-approval', digest, approval: rule, ...(edited ? { edited } : {}) };
  };
  if (judgement.verdict === 'needs-approval' && lacking) return again(judgement.approval, lacking);
  const scopes = haltScopes(agent, { system: tool.system.name, tool: input.tool });
  const settlement = await settlementFor(deps, attempt, input);
  const approval =
    askedFor && !lacking && input.approval ? { id: input.approval, expires: claimableUntil(ground) } : undefined;
  try {
    const result = await send(deps, attempt, input, tool, { args, digest, facts, approval, scopes, settlement });
    return result.type === 'needs-approval' ? await again(result.approval, lacking ?? 'no-decision') : result;
  } catch (error) {
    if (askedFor && error instanceof ApprovalSpent) return again(askedFor, error.reason);
    throw error;
  }
}

/** What people are asked when a limit would be passed: only the claim can tell whether it is. */
function limitRule(tool: AnyTool, args: unknown, facts: RunFacts): ApprovalRule | undefined {
  const draw = tool.effect === 'write' && tool.limit?.(args, facts);
  return draw ? draw.over : undefined;
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
  try {
    if (tool.effect === 'read') {
      const read = await performRead(deps, tool as AnyRead, given.args, {
        run,
        step: input.step,
        call: input.call,
        tool: input.tool,
        signal: Context.current().cancellationSignal,
      });
      if (read.outcome === 'done') return { type: 'done', output: read.body };
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
    return { type: written.outcome, reason: written.reason };
  } catch (error) {
    if (error instanceof HaltFound) return { type: 'halted', ...error.halt };
    if (!(error instanceof SystemError) || error.class === 'rate-limited' || error.class === 'unknown') throw error;
    await attempt.append([failed(attempt, input, error, performance.now() - started)]);
    if ((await countFailures(deps.ledger, run, input.call)) <= tool.system.retries) throw error;
    return { type: 'unavailable', reason: error.message };
  }
}

function failed(attempt: Attempt, input: ActInput, error: SystemError, ms: number): NewEntry {
  return {
    source: `${attempt.id}:failed:${attempt.fence.epoch}`,
    kind: 'call-failed',
    step: input.step,
    header: { call: input.call, tool: input.tool, class: error.class, code: error.code ?? '', ms: Math.round(ms) },
  };
}

/** The result, once per call whoever performs it; none yet where a person still has to answer or approve. */
function resultEntries(input: ActInput, result: ActResult, ms: number): NewEntry[] {
  const entry = (outcome: ResultOutcome, body: Json): NewEntry[] => [
    {
      source: `call:${input.call}:result`,
      kind: 'result',
      step: input.step,
      header: { call: input.call, tool: input.tool, outcome, ms: Math.round(ms) },
      body,
    },
  ];
  switch (result.type) {
    case 'done':
      return result.asks ? [] : entry('done', result.output ?? null);
    case 'rejected':
      return entry('rejected', { error: result.reason, ...(result.details ? { details: result.details } : {}) });
    case 'malformed':
    case 'denied':
      return entry(result.type, { error: result.reason });
    case 'unavailable':
      return input.wantsOutput ? [] : entry('unavailable', { error: result.reason });
    case 'unknown':
    case 'needs-approval':
    case 'halted':
    case 'reset':
      return [];
  }
}
