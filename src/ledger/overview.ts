import Decimal from 'decimal.js';
import type { Overview } from '../contracts/figures';
import type { Ledger } from './ledger';

const STATES = `
  select count(*) filter (where status = 'running')::int as running, count(*) filter (where status = 'waiting')::int as waiting,
    count(*) filter (where status = 'parked')::int as parked,
    (select count(*)::int from runs where ended_at >= $1 and ($2::text[] is null or tenant = any ($2))) as ended
  from runs where status in ('running', 'waiting', 'parked') and id !~ '^_' and ($2::text[] is null or tenant = any ($2))`;

const OPEN = `
  select role, count(*)::int as count, min(asked_at) as oldest from approvals
  where status = 'open' and ($1::text[] is null or tenant = any ($1)) group by role order by role`;

const WAITS = `
  select role, count(*)::int as decided,
    round(percentile_cont(0.5) within group (order by ms))::float8 as "medianMs", round(percentile_cont(0.9) within group (order by ms))::float8 as "p90Ms"
  from (
    select role, extract(epoch from decided_at - asked_at) * 1000 as ms from approvals
    where asked_at >= $1 and decided_at is not null and ($2::text[] is null or tenant = any ($2))
  ) waited group by role order by role`;

const DAYS = `
  with all_days as (
    select to_char(day, 'YYYY-MM-DD') as day
    from generate_series(date_trunc('day', $1 at time zone 'UTC'), now() at time zone 'UTC', interval '1 day') day
  ), begun as (
    select to_char(started_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*)::int as started, sum(usd) as usd
    from runs where started_at >= $1 and id !~ '^_' and ($2::text[] is null or tenant = any ($2)) group by 1
  ), ended as (
    select day, jsonb_object_agg(run_end, n) as ends from (
      select to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD') as day, run_end, count(*)::int as n
      from runs where ended_at >= $1 and run_end is not null and ($2::text[] is null or tenant = any ($2)) group by 1, 2
    ) each group by day
  )
  select day, coalesce(started, 0) as started, coalesce(usd, 0)::text as usd, coalesce(ends, '{}') as ends
  from all_days left join begun using (day) left join ended using (day) order by day`;

/** How it stands, and how it went since the beginning of a day. */
export async function readOverview(
  ledger: Ledger,
  { since, tenants = null }: { since: Date; tenants?: readonly string[] | null },
): Promise<Omit<Overview, 'since' | 'workflows'>> {
  const [states, open, waits, days] = await Promise.all([
    ledger.pool.query<Overview['states']>(STATES, [since, tenants]),
    ledger.pool.query<{ role: string; count: number; oldest: Date }>(OPEN, [tenants]),
    ledger.pool.query<Overview['waits'][number]>(WAITS, [since, tenants]),
    ledger.pool.query<Overview['days'][number]>(DAYS, [since, tenants]),
  ]);
  return {
    states: states.rows[0]!,
    open: open.rows.map(({ oldest, ...each }) => ({ ...each, oldest: oldest.toISOString() })),
    waits: waits.rows,
    days: days.rows.map((day) => ({ ...day, usd: new Decimal(day.usd).toFixed() })),
  };
}
