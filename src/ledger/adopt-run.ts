import type { RunId } from '../contracts/ids';
import type { Ledger } from './ledger';

/**
 * A person's word after a reset: from now on this Temporal run is the one that writes. Safe to repeat. Its
 * waves begin anew; the old run is refused by its id. Returns the new incarnation.
 */
export async function adoptRun(
  ledger: Ledger,
  run: RunId,
  temporalRun: string,
): Promise<{ incarnation: number; from: string }> {
  const { rows } = await ledger.pool.query<{ incarnation: number; before: string }>(
    `with before as (select id, temporal_run from runs where id = $1 for update)
     update runs r set incarnation = r.incarnation + (case when r.temporal_run = $2 then 0 else 1 end),
       wave = case when r.temporal_run = $2 then r.wave else 0 end, temporal_run = $2
     from before b where r.id = b.id returning r.incarnation, b.temporal_run as before`,
    [run, temporalRun],
  );
  return { incarnation: rows[0]!.incarnation, from: rows[0]!.before };
}
