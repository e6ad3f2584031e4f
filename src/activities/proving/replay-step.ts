import { setTimeout as delay } from 'node:timers/promises';
import Decimal from 'decimal.js';
import type { Agent } from '../../agents/define-agent';
import { modelsOf } from '../../agents/models-of';
import { UNTRUSTED_TEXT, untrustedTools } from '../../agents/untrusted-tools';
import { SeaworthyError } from '../../contracts/errors';
import type { NewEntry } from '../../contracts/entry';
import type { Json } from '../../contracts/json';
import type { MapStep } from '../../contracts/map';
import type { Model } from '../../integrations/anthropic/model';
import { isUnpaid } from '../../integrations/anthropic/is-unpaid';
import { SystemError } from '../../integrations/system-error';
import type { Permit, WorstCase } from '../../ledger/check-fence';
import type { ReplayResult } from '../../ledger/proofs';
import type { RuleSet } from '../../ledger/rules';
import { NOTHING } from '../../ledger/settle';
import type { Used } from '../../ledger/settle';
import { Vault } from '../../masking/vault';
import type { Told } from '../reason/guidances';
import { judgeCalls } from '../reason/judge-calls';
import { modelTools } from '../reason/model-tools';
import { nextRequest, thoughtEntry, usedBy } from '../reason/next-request';
import { GRACE_MS } from '../reason/permit-call';
import { shownOf } from '../reason/recall';
import { Transcript } from '../reason/transcript';
import { keyOf } from './recorded-step';
import type { RecordedResult, RecordedStep } from './recorded-step';

/** What a replay is made with. There is no client of any system in it, and nothing that appends to a run. */
export interface ReplayDeps {
  model: Model;
  agents: Readonly<Record<string, Agent>>;
  reserve: (call: WorstCase) => Promise<Permit>;
  settle: (reservation: number, cost: { usd: string; used: Used }) => Promise<void>;
  signal: AbortSignal;
}

export interface Steered {
  agent: Agent;
  step: Extract<MapStep, { kind: 'agent' }>;
  guidance: readonly Told[];
  rules: RuleSet;
}

/** What the agent did, as far as it came. */
export interface Replayed extends Omit<ReplayResult, 'passed'> {
  outcome: Json | undefined;
  /** In order, with true values; the last may be one that was not recorded. */
  calls: { tool: string; args: Json }[];
}

/**
 * Reasons through a recorded step anew: the same parts as `reason`, in the same order, on a transcript in memory. Tool results are those that the
 * ledger holds for the same tool and arguments; a call that was not made then is where it ends.
 * @throws SystemError where the model does not answer, SeaworthyError where a halt or a budget holds
 */
export async function replayStep(deps: ReplayDeps, recorded: RecordedStep, steered: Steered): Promise<Replayed> {
  const { agent, step, guidance, rules } = steered;
  const transcript = new Transcript(recorded.step, recorded.visit, new Vault(deps.agents));
  for (const entry of recorded.opening) transcript.apply(entry);
  const take = takerOf(agent, recorded.results);
  const fromOthers = untrustedTools(agent);
  let untrusted = recorded.opening.some(
    ({ kind, header }) => kind === 'result' && header.outcome === 'done' && fromOthers.includes(header.tool),
  );
  const calls: Replayed['calls'] = [];
  let ms = 0;
  const apply = (entries: readonly NewEntry[]): void => {
    for (const entry of entries) {
      const placed = {
        run: recorded.run,
        seq: transcript.seq + 1,
        at: new Date(0),
        body: entry.body ?? null,
        seal: '',
      };
      transcript.apply({ ...entry, ...placed });
    }
  };
  const so = (ended: Replayed['ended'], outcome?: Json): Replayed => ({
    ...{ ended, outcome, calls, turns: transcript.turns, usd: transcript.usd.toFixed(), ms },
  });

  for (;;) {
    const open = transcript.openCalls();
    if (open.length > 0) {
      const facts = { ...transcript.facts, [UNTRUSTED_TEXT]: untrusted };
      const cutOff = transcript.lastStop === 'max_tokens';
      const judged = judgeCalls(agent, { name: recorded.step, ...step }, open, facts, cutOff, rules, transcript.wholes);
      apply(judged.entries);
      if (judged.concluded !== undefined) return so('concluded', judged.concluded);
      calls.push(...judged.calls.map(({ tool, args }) => ({ tool, args: args as Json })));
      for (const { call, tool, digest } of judged.calls) {
        const result = take(tool, digest);
        if (!result) return so('diverged');
        const header = { call, tool, outcome: result.outcome, ms: 0, ...shownOf(agent.tools[tool], result.body) };
        apply([{ source: `call:${call}:result`, kind: 'result', step: recorded.step, header, body: result.body }]);
        untrusted ||= result.outcome === 'done' && fromOthers.includes(tool);
      }
    }
    if (transcript.malformed > agent.limits.malformed || transcript.turns >= agent.limits.turns) return so('exhausted');
    if (transcript.lastStop === 'refusal' || transcript.lastStop === 'model_context_window_exceeded')
      return so('exhausted');
    const [name] = modelsOf(agent, step);
    const tools = modelTools(agent, step);
    const next = nextRequest({ agent, name, purpose: step.purpose, tools, transcript, guidance });
    if (!next) return so('exhausted');
    const { reservation, tokens } = await permitted(deps, { agent, step: recorded.step, worstCase: next.worstCase });
    try {
      const answer = await deps.model.think({ ...next.request, maxTokens: tokens }, { signal: deps.signal });
      const thought = thoughtEntry('replay', recorded.step, transcript.turns + 1, name, answer, { guidance });
      await deps.settle(reservation, { usd: thought.header.usd, used: usedBy(answer.usage) });
      ms += thought.header.ms;
      apply([thought]);
    } catch (error) {
      if (error instanceof SystemError && isUnpaid(error))
        await deps.settle(reservation, { usd: '0', used: { ...NOTHING, requests: 1 } });
      if (error instanceof SystemError && error.class === 'rejected') return so('refused');
      throw error;
    }
  }
}

/** Each recorded result once, in order; the last of them again and again. What people were asked in other words is answered as it was then. */
function takerOf(
  agent: Agent,
  results: RecordedStep['results'],
): (tool: string, digest: string) => RecordedResult | undefined {
  const taken = new Map<string, number>();
  return (tool, digest) => {
    const declared = agent.tools[tool];
    const asksPeople = declared?.effect === 'write' && declared.asks !== undefined;
    const alike = [...results].filter(([key]) => key.startsWith(keyOf(tool, '')));
    const exact = results.get(keyOf(tool, digest));
    const found = exact ?? (asksPeople && alike.length === 1 ? alike[0]![1] : []);
    const times = taken.get(tool + digest) ?? 0;
    taken.set(tool + digest, times + 1);
    return found[Math.min(times, found.length - 1)];
  };
}

/** By what budgets afford and the provider allows a minute, which is waited for. */
async function permitted(
  deps: ReplayDeps,
  asked: { agent: Agent; step: string; worstCase: Omit<WorstCase, 'workflow' | 'step' | 'withinMs'> },
): Promise<{ reservation: number; tokens: number }> {
  const { agent, step, worstCase } = asked;
  const withinMs = deps.model.timeoutMs + GRACE_MS;
  for (;;) {
    const permit = await deps.reserve({ ...worstCase, workflow: agent.name, step, withinMs });
    if ('halt' in permit) throw new SeaworthyError('Proof.Waits', `Halt ${permit.halt.halt}: ${permit.halt.why}.`);
    if ('budget' in permit) {
      const { scope, name, limit, drawn } = permit.budget;
      const left = new Decimal(limit).minus(drawn).toFixed();
      throw new SeaworthyError('Proof.Waits', `The ${scope} of ${name} has ${left} of ${limit} USD left.`);
    }
    await delay('later' in permit ? permit.later : permit.wait, undefined, { signal: deps.signal });
    if ('reservation' in permit) return permit;
  }
}
