import { setTimeout as wait } from 'node:timers/promises';
import { unparkSignal } from '../contracts/messages';
import { listResumable } from '../ledger/halts';
import type { GatewayDeps } from './deps';

const LOOK_EVERY_MS = 1_000;
const AGAIN_AFTER_MS = 10_000;
const SIGNAL_WITHIN_MS = 3_000;
/** Runs woken in one look: a halt of everything must not end in a rush on the systems behind. */
const AT_ONCE = 50;
const BESIDE = 5;

/**
 * Wakes runs whose halt has been lifted, a bounded number at a time, also where it was lifted while no gateway ran. A run that nobody wakes
 * looks for itself. Settles once `deps.closing` is aborted.
 */
export async function wakeHalted(deps: GatewayDeps, log: (error: unknown) => void): Promise<void> {
  const told = new Map<string, number>();
  const wake = async ({ run, workflowId, seq }: { run: string; workflowId: string; seq: number }): Promise<void> => {
    told.set(`${run} ${seq}`, Date.now() + AGAIN_AFTER_MS);
    await deps.temporal
      .withDeadline(Date.now() + SIGNAL_WITHIN_MS, () =>
        deps.temporal.workflow.getHandle(workflowId).signal(unparkSignal),
      )
      .catch(log);
  };
  while (!deps.closing.aborted) {
    try {
      for (const [key, again] of told) if (again < Date.now()) told.delete(key);
      const waiting = await listResumable(deps.ledger, AT_ONCE + told.size);
      const due = waiting.filter(({ run, seq }) => !told.has(`${run} ${seq}`)).slice(0, AT_ONCE);
      await Promise.all(
        Array.from({ length: BESIDE }, async () => {
          for (let next = due.shift(); next && !deps.closing.aborted; next = due.shift()) await wake(next);
        }),
      );
    } catch (error) {
      log(error); // the ledger may be back the next time
    }
    await wait(LOOK_EVERY_MS, undefined, { signal: deps.closing }).catch(() => undefined);
  }
}
