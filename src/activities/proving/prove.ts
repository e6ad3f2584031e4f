import { workflowTypeOf } from '../../agents/workflow-type-of';
import { steered } from '../../agents/steered';
import type { Agent } from '../../agents/define-agent';
import { SeaworthyError } from '../../contracts/errors';
import type { GuidanceItem } from '../../contracts/guidance';
import type { MapStep } from '../../contracts/map';
import type { Check } from '../../contracts/cases';
import type { Proof, ProofReport } from '../../contracts/proofs';
import { listCases } from '../../ledger/cases';
import { goodRuns } from '../../ledger/good-runs';
import type { StepOfRun } from '../../ledger/good-runs';
import { listGuidance, plainFact } from '../../ledger/guidance';
import type { Ledger } from '../../ledger/ledger';
import { beginProof, endProof, listReplays, putReplay, readProof } from '../../ledger/proofs';
import type { Replay } from '../../ledger/proofs';
import { overridesOf, overridingRollout } from '../../ledger/rollouts';
import { reserveReplay } from '../../ledger/reserve-replay';
import { settle } from '../../ledger/settle';
import type { Used } from '../../ledger/settle';
import type { Deps } from '../deps';
import { whatAbout } from '../what-about';
import { haltScopes } from '../halt-scopes';
import { Policies } from '../reason/policies';
import { checksHold, sameOutcome } from './checks-hold';
import { judgeProof } from './judge-proof';
import { readStep } from './recorded-step';
import type { RecordedStep } from './recorded-step';
import { replayStep } from './replay-step';
import type { Replayed } from './replay-step';

const BESIDE = 4;

export type ProveDeps = Pick<Deps, 'ledger' | 'model' | 'agents' | 'maps' | 'environment'>;

interface Item extends StepOfRun {
  item: string;
  kind: 'case' | 'good';
  /** Of a case; null where it was erased. */
  expect?: Check[] | null;
}

/**
 * Holds a candidate against what is in force. Each replay is kept as it ends, so that an attempt that follows another goes on where that one was.
 * @throws SeaworthyError `Proof.Waits` while a halt or a budget holds
 */
export async function prove(
  deps: ProveDeps,
  id: string,
  { signal, say }: { signal: AbortSignal; say: (progress: string) => void },
): Promise<ProofReport> {
  const { ledger, agents, maps } = deps;
  const proof = await readProof(ledger, id);
  if (proof.report) return proof.report;
  const agent = agents[proof.workflow];
  if (!agent) throw new SeaworthyError('Workflow.Unknown', `No agent ${proof.workflow} on this worker.`);
  await beginProof(ledger, id);
  const arms = await armsOf(ledger, agent, proof);
  const policies = new Policies(ledger, deps.environment);
  const scopes = haltScopes(agent, { system: 'anthropic' });
  const replaying = {
    ...{ model: deps.model, agents, signal },
    reserve: (call: Parameters<typeof reserveReplay>[2]) => reserveReplay(ledger.pool, scopes, call),
    settle: (reservation: number, cost: { usd: string; used: Used }) => settle(ledger.pool, reservation, cost),
  };
  const done = new Set((await listReplays(ledger, id)).map(({ item, arm, repeat }) => `${item} ${arm} ${repeat}`));
  const skipped: ProofReport['skipped'] = [];
  const proved: Item[] = [];
  const items = await itemsOf(ledger, agent, proof);
  let looked = 0;

  const replayItem = async (item: Item): Promise<void> => {
    const step = maps[agent.name]?.steps[item.step];
    const recorded = step?.kind === 'agent' ? await recordedOf(deps, item) : 'its step is none of an agent any more';
    say(`${++looked} of ${items.length}`);
    if (typeof recorded === 'string') return void skipped.push({ item: item.item, why: recorded });
    proved.push(item);
    const { facts = {} } = (await whatAbout(ledger, agent, recorded.input)) ?? {};
    const declared = step as Extract<MapStep, { kind: 'agent' }>;
    const rules = await policies.for(item.run as Parameters<Policies['for']>[0], agent);
    for (const arm of ['now', 'candidate'] as const)
      for (let repeat = 1; repeat <= proof.settings.repeats; repeat++) {
        if (done.has(`${item.item} ${arm} ${repeat}`)) continue;
        const guidance = arms[arm].guidance
          .filter((each) => fits(each, { tenant: recorded.tenant, facts }) && (each.step ?? item.step) === item.step)
          .map(({ ref, step: only, text }) => ({ ref, step: only, text }));
        const as = { ...steered(agent, declared, arms[arm].overrides), guidance, rules };
        const replayed = await replayStep(replaying, recorded, as);
        const { outcome: _, calls: __, ...result } = replayed;
        const passed = passes(item, recorded, replayed, agent.decisive?.[declared.outcome]);
        await putReplay(ledger, id, { item: item.item, arm, repeat, result: { ...result, passed } });
      }
  };
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: BESIDE }, async () => {
      for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) await replayItem(next);
    }),
  );
  signal.throwIfAborted();
  const inOrder = items
    .filter((item) => proved.includes(item))
    .map(({ item, kind, run, step }) => ({ item, kind, run, step }));
  const replays: Replay[] = await listReplays(ledger, id);
  const report = judgeProof(
    inOrder,
    replays,
    skipped.sort((a, b) => a.item.localeCompare(b.item)),
    proof.settings,
  );
  await endProof(ledger, id, report);
  return report;
}

/** What each side is told, and what it has in the place of the agent's own. */
async function armsOf(ledger: Ledger, agent: Agent, { workflow, candidate }: Proof) {
  const inForce = (await listGuidance(ledger, { workflow })).filter(({ state }) => state === 'active').reverse();
  const proposed = await listGuidance(ledger, { refs: candidate.guidance });
  const replaced = new Set(proposed.map(({ id }) => id));
  const { guidance: _, ...overrides } = candidate;
  const overriding = await overridingRollout(ledger, agent);
  const now = overriding === undefined ? {} : await overridesOf(ledger, overriding);
  return {
    now: { guidance: inForce, overrides: now },
    candidate: {
      guidance: [...inForce.filter(({ id }) => !replaced.has(id)), ...proposed],
      overrides: { ...now, ...overrides },
    },
  };
}

async function itemsOf(ledger: Ledger, agent: Agent, { settings }: Proof): Promise<Item[]> {
  const workflow = workflowTypeOf(agent);
  const cases = await listCases(ledger, { workflow });
  const good = await goodRuns(ledger, { workflow, ...settings });
  return [
    ...cases.map(({ id: item, run, step, visit, expect }): Item => ({ item, kind: 'case', run, step, visit, expect })),
    ...good.map((each): Item => ({ item: each.run, kind: 'good', ...each })),
  ];
}

/** Or why it cannot be replayed. */
async function recordedOf({ ledger, agents }: ProveDeps, item: Item): Promise<RecordedStep | string> {
  if (item.expect === null) return 'its run was erased';
  const recorded = await readStep(ledger, agents, item).catch((error: unknown) => {
    if (error instanceof SeaworthyError && error.code === 'Run.Erased') return 'its run was erased';
    throw error;
  });
  if (recorded === undefined) return 'the run has not been in that step';
  if (typeof recorded !== 'string' && item.kind === 'good' && recorded.outcome === undefined)
    return 'its step came to no conclusion';
  return recorded;
}

function passes(
  item: Item,
  recorded: RecordedStep,
  replayed: Replayed,
  decisive: readonly string[] | undefined,
): boolean {
  if (item.expect) return checksHold(item.expect, replayed);
  return replayed.ended === 'concluded' && sameOutcome(replayed.outcome, recorded.outcome, decisive);
}

function fits(
  { tenant, about }: GuidanceItem,
  run: { tenant: string; facts: Readonly<Record<string, string>> },
): boolean {
  const facts = Object.entries(about);
  return (
    (tenant === null || tenant === run.tenant) &&
    facts.every(([name, value]) => plainFact(run.facts[name] ?? '') === plainFact(value))
  );
}
