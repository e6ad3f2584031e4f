import { setTimeout as wait } from 'node:timers/promises';
import { inArray } from 'drizzle-orm';
import type { Ledger } from '../../ledger/ledger';
import type { RunRecord } from '../../ledger/list-runs';
import { runs } from '../../ledger/schema';

const LOOK_EVERY_MS = 250;

/** Looks at the runs again and again until `onLook` answers true or the signal is given. */
export async function watchRuns(
  ledger: Ledger,
  ids: () => string[],
  signal: AbortSignal,
  onLook: (now: RunRecord[]) => Promise<boolean>,
): Promise<void> {
  while (!signal.aborted) {
    const known = ids();
    const found = known.length > 0 ? await ledger.db.select().from(runs).where(inArray(runs.id, known)) : [];
    if (await onLook(found)) return;
    await wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
