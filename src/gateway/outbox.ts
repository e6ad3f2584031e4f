import { setTimeout as wait } from 'node:timers/promises';
import { faultPoint } from '../fault-point';
import { listUndelivered } from '../ledger/list-undelivered';
import type { GatewayDeps } from './deps';
import { signalRun } from './wake-run';

const LOOK_EVERY_MS = 1_000;
const LOST_AFTER_MS = 5_000;
const LAST_DELAY_MS = 10 * 60_000;
const AT_ONCE = 50;

/**
 * Tells runs again of decisions that they have not taken up. One signal at a time over all runs, and ever more rarely for the same decision:
 * each costs the run an event, and many at once to one run crash the client. Settles once `deps.closing` is aborted.
 */
export async function runOutbox(deps: GatewayDeps, log: (error: unknown) => void): Promise<void> {
  const told = new Map<string, { next: number; delay: number }>();
  while (!deps.closing.aborted) {
    try {
      const undelivered = await listUndelivered(deps.ledger, LOST_AFTER_MS, AT_ONCE);
      const open = new Set<string>(undelivered.map(({ approval }) => approval));
      for (const approval of told.keys()) if (!open.has(approval)) told.delete(approval);
      for (const decided of undelivered) {
        const { next, delay } = told.get(decided.approval) ?? { next: 0, delay: LOST_AFTER_MS };
        if (Date.now() < next || deps.closing.aborted) continue;
        told.set(decided.approval, { next: Date.now() + delay, delay: Math.min(LAST_DELAY_MS, delay * 2) });
        await signalRun(deps, decided).catch(log);
        faultPoint('outbox.told');
      }
    } catch (error) {
      log(error); // the ledger may be back the next time
    }
    await wait(LOOK_EVERY_MS, undefined, { signal: deps.closing }).catch(() => undefined);
  }
}
