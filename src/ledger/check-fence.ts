import type { Pool } from 'pg';
import type { RunId } from '../contracts/ids';
import { appendedOf } from './append';
import type { Appended, AppendRow } from './append';
import type { Fence } from './fence';
import type { Halt, HaltScopes } from './halt-found';

/** An answer older than this says nothing any more: whoever halts is promised two seconds. */
const FRESH_FOR_MS = 1_500;

/**
 * What is asked right before a model call, in one round trip: whether the attempt still writes, and whether a halt is in force. An answer
 * that was long on its way is asked for again, so that a database that went out of reach lets nothing begin.
 * `askedAt` is on the monotonic clock.
 * @throws SeaworthyError `Ledger.Stale`, `Run.Reset`, `Run.Unknown`
 */
export async function checkFence(
  pool: Pool,
  run: RunId,
  fence: Fence,
  scopes: HaltScopes,
): Promise<{ appended: Appended; halt: Halt | null; askedAt: number }> {
  for (;;) {
    const askedAt = performance.now();
    const { rows } = await pool.query<AppendRow & { halt: Halt | null }>({
      name: 'fence',
      // The function in the select list comes after append_entries() has waited for the run's lock.
      text: `select a.*, halted($1, $7) as halt from append_entries($1, $2, $3, $4, $5, $6, '{}', '{}', '{}', '{}', '{}', '{}') a`,
      values: [run, fence.temporalRun, fence.continuedFrom ?? null, fence.wave, fence.activity, fence.epoch, scopes],
    });
    const { halt, ...row } = rows[0]!;
    const appended = appendedOf(run, row);
    if (performance.now() - askedAt < FRESH_FOR_MS) return { appended, halt, askedAt };
  }
}
