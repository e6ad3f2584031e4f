import type { Ledger } from './ledger';

/** How the whole fleet stands, all tenants together: from projections alone, and nothing of what runs hold. */
export interface FleetState {
  ended: { workflow: string; end: string; runs: number }[];
  open: { workflow: string; status: string; runs: number }[];
  cost: { workflow: string; usd: number }[];
  approvals: { role: string; open: number; oldestS: number }[];
  parked: { system: string; runs: number }[];
  breakers: { system: string; state: 'closed' | 'open' | 'half-open' }[];
  drifts: { system: string; contract: string; fields: number }[];
  /** The last of each workflow for each environment, and how long it lasts yet. */
  admissions: { workflow: string; environment: string; leftS: number }[];
}

const WAITED_FOR = `a.status = 'open' and r.status <> 'ended'`;

const STATE = `select
  (select coalesce(jsonb_agg(e), '[]') from (select workflow, run_end as end, count(*)::int as runs from runs
    where status = 'ended' and run_end is not null and id !~ '^_' group by 1, 2) e) as ended,
  (select coalesce(jsonb_agg(o), '[]') from (select workflow, status, count(*)::int as runs from runs
    where status <> 'ended' and id !~ '^_' group by 1, 2) o) as open,
  (select coalesce(jsonb_agg(c), '[]') from (select workflow, sum(usd)::float8 as usd from runs where id !~ '^_' group by 1) c) as cost,
  (select coalesce(jsonb_agg(w), '[]') from (select a.role, count(*)::int as open,
    extract(epoch from clock_timestamp() - min(a.asked_at))::float8 as "oldestS"
    from approvals a join runs r on r.id = a.run where ${WAITED_FOR} group by 1) w) as approvals,
  (select coalesce(jsonb_agg(p), '[]') from (select system, count(*)::int as runs from parked where waiting group by 1) p) as parked,
  (select coalesce(jsonb_agg(b), '[]') from (select system, state from breakers) b) as breakers,
  (select coalesce(jsonb_agg(d), '[]') from (select system, contract, count(*)::int as fields from drifts
    where closed_at is null group by 1, 2) d) as drifts,
  (select coalesce(jsonb_agg(m), '[]') from (select distinct on (workflow, environment) workflow, environment,
    extract(epoch from expires_at - clock_timestamp())::float8 as "leftS" from admissions order by workflow, environment, id desc) m) as admissions`;

export async function readFleetState({ pool }: Ledger): Promise<FleetState> {
  const { rows } = await pool.query<FleetState>({ name: 'fleet', text: STATE });
  return rows[0]!;
}
