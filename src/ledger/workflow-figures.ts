import type { WorkflowFigures } from '../contracts/figures';
import type { Ledger } from './ledger';

/** However many runs there are, so many are looked at. */
const NEWEST = 5_000;

/** A visit is what lies between entering a step and the next, or the end; a run is in one step at a time. */
const FIGURES = `
  with picked as materialized (
    select id, status, noticed, extract(epoch from ended_at - started_at) * 1000 as ms from runs
    where workflow = $1 and started_at >= $2 and started_at < $3 and ($4::text[] is null or tenant = any ($4))
    order by started_at desc limit ${NEWEST}
  ), told as materialized (
    select e.run, e.seq, e.kind, e.at, e.header::jsonb as h,
      case e.kind when 'run-ended' then e.header::jsonb->>'end' else e.step end as step,
      count(*) filter (where e.kind in ('step-entered', 'run-ended')) over (partition by e.run order by e.seq) as visit
    from picked p join entries e on e.run = p.id
    where e.kind in ('step-entered', 'branch-taken', 'thought', 'model-failed', 'call-failed', 'resumed', 'path-taken', 'flagged', 'run-ended')
  ), visits as materialized (
    select run, visit, max(step) filter (where kind in ('step-entered', 'run-ended')) as step,
      lead(max(step) filter (where kind in ('step-entered', 'run-ended'))) over w as next,
      extract(epoch from lead(min(at) filter (where kind in ('step-entered', 'run-ended'))) over w
        - min(at) filter (where kind in ('step-entered', 'run-ended'))) * 1000 as ms,
      coalesce(bool_or(kind = 'path-taken' and h->>'path' <> 'park'), false) as diverted,
      coalesce(sum((h->>'usd')::numeric) filter (where kind in ('thought', 'model-failed')), 0) as usd,
      count(*) filter (where kind in ('model-failed', 'call-failed', 'resumed')) as retries
    from told where visit > 0 group by run, visit window w as (partition by run order by visit)
  ), flags as (
    select h->>'step' as step, run, count(*) as flags from told where kind = 'flagged' group by 1, 2
  ), whole as materialized (
    select p.id as run, p.status = 'ended' as ended, p.ms,
      p.status = 'ended' and p.noticed = '{}' and not coalesce(v.diverted, false) as succeeded,
      coalesce(v.usd, 0) as usd, coalesce(v.retries, 0) as retries, coalesce(f.flags, 0) as flags
    from picked p
    left join (select run, bool_or(diverted) as diverted, sum(usd) as usd, sum(retries) as retries from visits group by run) v on v.run = p.id
    left join (select run, sum(flags) as flags from flags group by run) f on f.run = p.id
  ), taken as (
    select distinct run, step, h->>'branch' as branch from told where kind = 'branch-taken'
  ), ends as (
    -- Over all runs, and over those of each branch.
    select step, branch, jsonb_build_object(
      'runs', count(*), 'ended', count(*) filter (where ended), 'succeeded', count(*) filter (where succeeded),
      'p50Ms', round(percentile_cont(0.5) within group (order by ms)), 'p95Ms', round(percentile_cont(0.95) within group (order by ms)),
      'usd', trim_scale(sum(usd))::text, 'retries', sum(retries), 'flags', sum(flags)) as figures
    from (select null as step, null as branch, w.* from whole w union all select t.step, t.branch, w.* from taken t join whole w using (run)) r
    group by step, branch
  )
  select
    (select count(*)::int from picked) as runs,
    (select figures from ends where branch is null) as total,
    (select coalesce(jsonb_object_agg(step, of_step), '{}') from (
      select v.step, jsonb_build_object(
        'entered', count(*), 'left', count(ms), 'succeeded', count(*) filter (where ms is not null and not diverted),
        'p50Ms', round(percentile_cont(0.5) within group (order by ms)), 'p95Ms', round(percentile_cont(0.95) within group (order by ms)),
        'usd', trim_scale(sum(usd))::text, 'retries', sum(retries),
        'flags', coalesce((select sum(flags) from flags f where f.step = v.step), 0)) as of_step
      from visits v group by v.step) s) as steps,
    (select coalesce(jsonb_agg(jsonb_build_object('step', step, 'branch', branch) || figures order by step, branch), '[]')
      from ends where branch is not null) as branches,
    (select coalesce(jsonb_agg(jsonb_build_object('from', step, 'to', next, 'count', n)), '[]') from (
      select step, next, count(*) as n from visits where next is not null and next <> step group by step, next order by step, next) w) as ways,
    (select coalesce(jsonb_agg(jsonb_build_object('from', step, 'exception', exception, 'path', path, 'to', leads, 'count', n)), '[]') from (
      select step, h->>'exception' as exception, h->>'path' as path, h->>'to' as leads, count(*) as n
      from told where kind = 'path-taken' group by 1, 2, 3, 4 order by 1, 2, 3, 4) x) as exceptions`;

const NONE = { runs: 0, ended: 0, succeeded: 0, p50Ms: null, p95Ms: null, usd: '0', retries: 0, flags: 0 };

type Figures = Omit<WorkflowFigures, 'name' | 'since' | 'until'>;

/** Of the newest runs of a workflow, by the type that Temporal knows it by, that began in that time. */
export async function workflowFigures(
  ledger: Ledger,
  { workflow, since, until, tenants }: { workflow: string; since: Date; until: Date; tenants?: readonly string[] },
): Promise<Figures> {
  const { rows } = await ledger.pool.query<Figures & { total: Figures['total'] | null }>(FIGURES, [
    ...[workflow, since, until],
    tenants ?? null,
  ]);
  return { ...rows[0]!, total: rows[0]!.total ?? NONE };
}
