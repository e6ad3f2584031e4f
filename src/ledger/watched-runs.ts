import type { RunId } from '../contracts/ids';
import type { Ledger } from './ledger';
import { OPERATIONS } from './operations';

/** A run as far as it is compared with Temporal. */
export interface WatchedRun {
  id: RunId;
  workflowId: string;
  temporalRun: string;
  ended: boolean;
}

const select = `select id, workflow_id as "workflowId", temporal_run as "temporalRun", status = 'ended' as ended from runs`;

/** Runs that have not ended, a page at a time by id. */
export async function listOpenRuns(ledger: Ledger, after: string, limit: number): Promise<WatchedRun[]> {
  const { rows } = await ledger.pool.query<WatchedRun>(
    `${select} where status in ('running', 'waiting', 'parked') and id > $1 and id <> $2 order by id limit $3`,
    [after, OPERATIONS, limit],
  );
  return rows;
}

export async function listRunsOf(ledger: Ledger, workflowIds: readonly string[]): Promise<WatchedRun[]> {
  const { rows } = await ledger.pool.query<WatchedRun>(`${select} where workflow_id = any ($1)`, [workflowIds]);
  return rows;
}

/** Runs that no gateway says it has started, though there was time to. */
export async function listUnregistered(ledger: Ledger, olderThanMs: number, limit: number): Promise<WatchedRun[]> {
  const { rows } = await ledger.pool.query<WatchedRun>(
    `${select} where not registered and started_at < clock_timestamp() - $1 * interval '1 ms' and id <> $2
       and not 'started' = any (noticed) order by started_at limit $3`,
    [olderThanMs, OPERATIONS, limit],
  );
  return rows;
}

/** Runs that were cancelled within a day though no gateway was asked to. */
export async function listCancelledUnasked(ledger: Ledger, limit: number): Promise<WatchedRun[]> {
  const { rows } = await ledger.pool.query<WatchedRun>(
    `${select} where run_end = 'cancelled' and ended_at > clock_timestamp() - interval '1 day' and not 'cancelled' = any (noticed)
       and not exists (select 1 from entries e where e.run = id and e.kind = 'cancel-asked') order by ended_at desc limit $1`,
    [limit],
  );
  return rows;
}

/** True where the login sees one tenant's runs alone: what it does not see may be known all the same. */
export async function seesOneTenant(ledger: Ledger): Promise<boolean> {
  const { rows } = await ledger.pool.query<{ one: boolean }>('select session_tenant() is not null as one');
  return rows[0]!.one;
}
