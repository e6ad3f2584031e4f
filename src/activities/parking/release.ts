import type { WatchActivities } from '../../contracts/activities';
import { faultPoint } from '../../fault-point';
import { closeBreaker, listBreakers } from '../../ledger/breakers';
import { readRates } from '../../ledger/rates';
import { readQueue, releaseParked, takeSilent } from '../../ledger/parked';
import { classified } from '../classified';
import type { WatchDeps } from './create-watch-activities';

/** Many signals at once crash Temporal's client. */
const BESIDE = 5;
/** Where no rate is declared. */
const RPS = 20;
/** Released runs that have not taken up their work yet, in seconds of what the system can bear. */
const AHEAD_S = 2;
/** Nobody is released while requests are booked further ahead than this. */
const MOST_BOOKED_MS = 1_000;

/**
 * Releases a few parked runs, as many as `most` and the system's rate, as it is now, allow. The pass comes before the signal: what is lost is
 * signalled again.
 */
export function createRelease(deps: WatchDeps): WatchActivities['release'] {
  const { ledger } = deps;
  return classified(async ({ system, most, after }) => {
    const breaker = (await listBreakers(ledger)).find((each) => each.system === system);
    if (breaker?.state === 'open') return { type: 'open' };
    const version = breaker?.version ?? 0;
    const { queued, underWay } = await readQueue(ledger, { system, version });
    if (queued === 0) await closeBreaker(ledger, system);
    if (queued + underWay === 0) return { type: 'over' };
    const declared = deps.systems.get(system)?.system;
    const rate = declared && (await readRates(ledger)).get(declared.name);
    const rps = rate?.set ?? declared?.rps ?? RPS;
    const booked = (rate?.aheadMs ?? 0) > MOST_BOOKED_MS;
    const room = booked ? 0 : Math.max(0, Math.min(most, Math.ceil(AHEAD_S * rps) - underWay));
    const released = await releaseParked(ledger, { system, version, most: room, after });
    faultPoint('watch.released');
    await unparkAll(deps, [...released.workflowIds, ...(await takeSilent(ledger, { system, version }))]);
    return { type: 'released', count: released.workflowIds.length, after: released.after, atFullRate: most >= rps };
  });
}

async function unparkAll(deps: WatchDeps, workflowIds: string[]): Promise<void> {
  const next = async (): Promise<void> => {
    for (let id = workflowIds.shift(); id !== undefined; id = workflowIds.shift())
      await deps.unpark(id).catch(() => undefined);
  };
  await Promise.all(Array.from({ length: BESIDE }, next));
}
