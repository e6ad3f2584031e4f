import { Decimal } from 'decimal.js';
import { workflowTypeOf } from '../../agents/workflow-type-of';
import type { DelegationResult, EngineActivities } from '../../contracts/activities';
import { SeaworthyError } from '../../contracts/errors';
import type { MapStep } from '../../contracts/map';
import { takeLeases } from '../../ledger/leases';
import { openRunBudgets, readLineage } from '../../ledger/lineage';
import type { Ancestor } from '../../ledger/lineage';
import { readTenant } from '../../ledger/read-policy';
import { delegatedRunId } from '../../ledger/run-id';
import { acrossRuns } from '../across-runs';
import type { Deps } from '../deps';
import { guarded } from '../guarded';

/** So many runs below each other, the first included. */
const MOST_BELOW_EACH_OTHER = 5;

type DelegateStep = Extract<MapStep, { kind: 'delegate' }>;

/** Says whether a step may hand its work over, and to which run: before anything of that run is there. */
export function createDelegate(deps: Deps): EngineActivities['delegate'] {
  const { ledger, agents, maps } = deps;
  return guarded(ledger, async ({ position: { run }, agent: name, step, call, objects, at }, attempt) => {
    await attempt.begin();
    const declared = maps[name]?.steps[step];
    if (declared?.kind !== 'delegate')
      throw new SeaworthyError('Workflow.Unknown', `No step ${step} of ${name} on this worker hands work over.`);
    const lineage = await readLineage(ledger, run);
    const reason = whyNot(deps, declared, lineage);
    if (reason !== undefined) return { type: 'refused', reason };

    const [tenant, vault, incarnation] = await Promise.all([
      readTenant(ledger, run),
      deps.vaults.of(run),
      readIncarnation(deps, run),
    ]);
    const child = delegatedRunId({ run, incarnation, call, at });
    const things = objects.map((object) => acrossRuns(vault, object));
    const leased = await takeLeases(ledger, { tenant, objects: things, run, child, at: new Date(at) });
    if (leased.type === 'held' && !leased.mayWait)
      return { type: 'refused', reason: `Run ${leased.by} holds what is to be acted on, and may wait for this one.` };
    if (leased.type !== 'taken') return leased;

    const to = agents[declared.to]!;
    await openRunBudgets(ledger, [
      { run, usd: agents[name]?.limits.runUsd ?? null },
      { run: child, usd: shareOf(declared, to.limits.runUsd) },
    ]);
    await attempt.append([
      {
        ...{ source: `call:${call}:delegated`, kind: 'delegated', step },
        header: { call, to: declared.to, child, objects: objects.length },
      },
    ]);
    const granted = { workflowType: workflowTypeOf(to), workflowId: `${to.subject}-${child.slice(-12)}` };
    return { type: 'granted', child, ...granted } satisfies DelegationResult;
  });
}

function whyNot({ agents, maps }: Deps, { to, ends }: DelegateStep, lineage: readonly Ancestor[]): string | undefined {
  const map = maps[to];
  if (!agents[to] || !map) return `There is no workflow ${to} on this worker.`;
  const strange = ends.filter((end) => map.steps[end]?.kind !== 'end');
  if (strange.length > 0) return `${to} has no end ${strange.join(', ')}.`;
  if (lineage.some(({ agent }) => agent === to))
    return `${to} has handed work down to this run, or is it: it would be a circle.`;
  if (lineage.length >= MOST_BELOW_EACH_OTHER)
    return `At most ${MOST_BELOW_EACH_OTHER} runs may stand below each other, and this is the last of them.`;
  return undefined;
}

/** What the map gives it, and no more than its own agent may spend. */
function shareOf({ usd }: DelegateStep, own: string | undefined): string {
  return own === undefined ? usd : Decimal.min(usd, own).toFixed();
}

async function readIncarnation({ ledger }: Deps, run: string): Promise<number> {
  const { rows } = await ledger.pool.query<{ incarnation: number }>('select incarnation from runs where id = $1', [
    run,
  ]);
  return rows[0]!.incarnation;
}
