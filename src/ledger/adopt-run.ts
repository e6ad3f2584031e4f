import type { RunId } from '../contracts/ids';
import { append } from './append';
import type { Fence } from './fence';
import { inTransaction } from './in-transaction';
import type { Ledger } from './ledger';

/**
 * After a reset: from now on the fence's Temporal run is the one that writes. Safe to repeat. Its waves begin anew; the old run is refused by
 * its id. Returns the new incarnation.
 * @throws SeaworthyError `Ledger.Behind`, and then nothing is adopted
 */
export async function adoptRun(ledger: Ledger, run: RunId, fence: Fence): Promise<number> {
  return inTransaction(ledger.pool, async (client) => {
    const { rows } = await client.query<{ incarnation: number; before: string }>(
      `with before as (select id, temporal_run from runs where id = $1 for update)
       update runs r set incarnation = r.incarnation + (case when r.temporal_run = $2 then 0 else 1 end),
         wave = case when r.temporal_run = $2 then r.wave else 0 end, temporal_run = $2
       from before b where r.id = b.id returning r.incarnation, b.temporal_run as before`,
      [run, fence.temporalRun],
    );
    // Where there is no such run, this says so.
    const from = rows[0]?.before ?? '';
    await append(ledger, run, fence, [{ source: 'reset', kind: 'run-reset', step: null, header: { from } }], client);
    return rows[0]!.incarnation;
  });
}
