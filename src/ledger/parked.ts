import type { Ledger } from './ledger';

/** A signal may be lost with the process that was to send it. */
const SIGNALLED_AGAIN_AFTER_S = 30;
const MOST_AGAIN = 50;

export interface Queue {
  /** Runs that wait and were not released. */
  queued: number;
  /** Runs that were, and have not taken up their work yet. */
  underWay: number;
}

/** `version` is that of the system's breaker, 0 where it has none. */
export async function readQueue(
  ledger: Ledger,
  { system, version }: { system: string; version: number },
): Promise<Queue> {
  const { rows } = await ledger.pool.query<Queue>(
    `select count(*) filter (where pass is distinct from $2)::int as queued, count(*) filter (where pass = $2)::int as "underWay"
     from parked where system = $1 and waiting`,
    [system, version],
  );
  return rows[0]!;
}

/**
 * Gives up to `most` runs a pass, the oldest of each tenant by turns, beginning with the tenant after `after`. A run that has parked several times
 * waits longer each time, up to an hour: what fails by itself does not stand in the way of others.
 */
export async function releaseParked(
  ledger: Ledger,
  { system, version, most, after }: { system: string; version: number; most: number; after: string },
): Promise<{ workflowIds: string[]; after: string }> {
  const { rows } = await ledger.pool.query<{ workflowId: string; tenant: string }>(
    `with queued as (
       select run, tenant, parked_at, row_number() over (partition by tenant order by parked_at, run) as turn
       from parked where system = $1 and waiting and pass is distinct from $2
         and (times = 1 or last_at < clock_timestamp() - least(interval '1 hour', interval '1 second' * 2 ^ least(times, 12)))
     ), picked as (
       select run, row_number() over (order by turn, tenant <= $4, tenant, parked_at) as place from queued order by place limit $3
     ), released as (
       update parked p set pass = $2, released_at = clock_timestamp() from picked where p.run = picked.run and p.system = $1
       returning p.run, p.tenant, picked.place
     ) select r.workflow_id as "workflowId", released.tenant from released join runs r on r.id = released.run order by place`,
    [system, version, most, after],
  );
  return { workflowIds: rows.map(({ workflowId }) => workflowId), after: rows.at(-1)?.tenant ?? after };
}

/** Of the released those that have been silent for too long, each once in that time. */
export async function takeSilent(
  ledger: Ledger,
  { system, version }: { system: string; version: number },
): Promise<string[]> {
  const { rows } = await ledger.pool.query<{ workflowId: string }>(
    `update parked p set released_at = clock_timestamp() from runs r where r.id = p.run and (p.run, p.system) in (
       select run, system from parked where system = $1 and waiting and pass = $2
         and released_at < clock_timestamp() - interval '1 second' * $3 order by released_at limit $4)
     returning r.workflow_id as "workflowId"`,
    [system, version, SIGNALLED_AGAIN_AFTER_S, MOST_AGAIN],
  );
  return rows.map(({ workflowId }) => workflowId);
}

/** Systems that need a watch: runs wait for them, or calls are held back. */
export async function listToWatch(ledger: Ledger): Promise<string[]> {
  const { rows } = await ledger.pool.query<{ system: string }>(
    `select distinct system from parked where waiting union select system from breakers where state <> 'closed'`,
  );
  return rows.map(({ system }) => system);
}
