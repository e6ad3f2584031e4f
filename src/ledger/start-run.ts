import type { RunId } from '../contracts/ids';
import type { Ledger } from './ledger';

/** Makes the run's row, once: a repeated call, also by a Temporal run that was reset, changes nothing. Returns its incarnation. */
export async function startRun(
  ledger: Ledger,
  run: { id: RunId; tenant: string; starter: string; temporalRun: string },
): Promise<number> {
  await ledger.pool.query(
    'insert into runs (id, tenant, starter, temporal_run) values ($1, $2, $3, $4) on conflict (id) do nothing',
    [run.id, run.tenant, run.starter, run.temporalRun],
  );
  const { rows } = await ledger.pool.query<{ incarnation: number }>('select incarnation from runs where id = $1', [
    run.id,
  ]);
  return rows[0]!.incarnation;
}
