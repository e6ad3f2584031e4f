import { Context } from '@temporalio/activity';
import { z } from 'zod';
import { judge } from '../../agents/judge';
import type { AnyTool, RunFacts } from '../../agents/define-tool';
import type { ActInput, ActResult, EngineActivities } from '../../contracts/activities';
import type { GateKind, NewEntry, ResultOutcome } from '../../contracts/entry';
import { SeaworthyError } from '../../contracts/errors';
import type { ApprovalId } from '../../contracts/ids';
import type { Json } from '../../contracts/json';
import { SystemError } from '../../integrations/system-error';
import { readArguments } from '../../ledger/read-arguments';
import { HaltFound } from '../../ledger/halt-found';
import type { HaltScopes } from '../../ledger/halt-found';
import type { Ledger } from '../../ledger/ledger';
import { countFailures } from '../../ledger/read-call';
import { readDecision } from '../../ledger/read-decision';
import type { Decision } from '../../ledger/read-decision';
import { Attempt } from '../attempt';
import type { Deps } from '../deps';
import { digestOf } from '../digest-of';
import { faultPoint } from '../fault-point';
import { guarded } from '../guarded';
import { haltScopes } from '../halt-scopes';
import { Heartbeats } from '../heartbeats';
import { groundOf } from './ground-of';
import { performRead } from './perform-read';
import type { AnyRead } from './perform-read';
import { performWrite } from './perform-write';
import type { Settlement } from './perform-write';
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
  const decision = await decisionAbout(deps.ledger, input, input.approval, 'approval');
  const edited = decision?.decision === 'edit';
  const proposed = edited ? decision.args : await readArguments(deps.ledger, { ...input, run });

  const tool = Object.hasOwn(agent.tools, input.tool) ? agent.tools[input.tool] : undefined;
  const parsed = (tool?.input as z.ZodType | undefined)?.safeParse(proposed);
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
    await verdictThen(deps.ledger, input),
  );
  if (!tool || judgement.verdict === 'denied')
    return { type: 'denied', reason: judgement.verdict === 'denied' ? judgement.reason : 'Unknown tool.' };

  const digest = digestOf(args);
  const approved = edited || (decision?.decision === 'approve' && decision.digest === digest);
  if (judgement.verdict === 'needs-approval' && !approved)
    return { type: 'needs-approval', digest, approval: judgement.approval };
  const scopes = haltScopes(agent, { system: tool.system.name, tool: input.tool });
  const settlement = await settlementFor(deps.ledger, input);
  return send(deps, attempt, input, tool, { args, digest, facts, approved, scopes }, settlement);
}

/** A decision counts for the tool and the call that people were asked about, and for no other. */
async function decisionAbout(
  ledger: Ledger,
  input: ActInput,
  approval: ApprovalId | undefined,
  gate: GateKind,
): Promise<Decision | undefined> {
  const decision = approval && (await readDecision(ledger, input.position.run, approval));
  if (!decision || decision.gate !== gate || decision.tool !== input.tool) return undefined;
  return decision.call === undefined || decision.call === input.call ? decision : undefined;
}

const Said = z.union([
  z.object({ happened: z.literal(true), output: z.json() }),
  z.object({ happened: z.literal(false) }),
]);

async function settlementFor(ledger: Ledger, input: ActInput): Promise<Settlement | undefined> {
  const decision = await decisionAbout(ledger, input, input.settlement, 'task');
  const said = Said.safeParse(decision?.answer);
  return input.settlement && said.success ? { approval: input.settlement, said: said.data } : undefined;
}

async function send(
  deps: Deps,
  attempt: Attempt,
  input: ActInput,
  tool: AnyTool,
  { args, ...call }: { args: unknown; digest: string; facts: RunFacts; approved: boolean; scopes: HaltScopes },
  settlement: Settlement | undefined,
): Promise<ActResult> {
  const { run } = input.position;
  const started = performance.now();
  try {
    if (tool.effect === 'read') {
      const read = await performRead(deps, tool as AnyRead, args, {
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
      args,
      ...call,
      ...(settlement ? { settlement } : {}),
    });
    if (written.outcome === 'done')
      return { type: 'done', output: written.output, ...(tool.asks ? { asks: tool.asks } : {}) };
    if (written.outcome === 'over-limit')
      return { type: 'needs-approval', digest: call.digest, approval: written.approval };
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
