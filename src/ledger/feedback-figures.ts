import type { FeedbackFigures } from '../contracts/feedback';
import { rateChange } from '../statistics/rate-change';
import { rateOf } from '../statistics/rate-of';
import type { Ledger } from './ledger';

/** However many runs there are, so many are looked at. */
const NEWEST = 5_000;

/** $1 workflow type, $2 and $3 the time, $4 tenants. A flag that a reviewer rejected says nothing of its run. */
const PICKED = `
  with picked as materialized (
    select r.id, r.version, r.guidance, r.usd, r.path, r.started_at, r.status = 'ended' as ended, r.noticed = '{}' as alone,
      exists (select 1 from flags f where f.run = r.id and f.status <> 'rejected' and f.origin in ('person', 'supplier')) as flagged,
      exists (select 1 from approvals a where a.run = r.id and a.decision = 'edit') as edited,
      exists (select 1 from approvals a where a.run = r.id and a.decision = 'deny') as denied,
      exists (select 1 from approvals a where a.run = r.id) as asked
    from runs r where r.workflow = $1 and r.started_at >= $2 and r.started_at < $3 and ($4::text[] is null or r.tenant = any ($4))
    order by r.started_at desc limit ${NEWEST}
  )`;

const COUNTS = `count(*)::int as runs, (count(*) filter (where flagged))::int as flagged, (count(*) filter (where edited))::int as edited,
  (count(*) filter (where denied))::int as denied, (count(*) filter (where ended))::int as ended,
  (count(*) filter (where ended and alone and not asked))::int as straight`;

const OF_RUNS = `${PICKED} select
  (select coalesce(jsonb_agg(v order by v.last desc), '[]') from (
    select version, max(started_at) as last, avg(usd)::float8 as usd, ${COUNTS} from picked group by version) v) as versions,
  (select coalesce(jsonb_agg(d order by d.day), '[]') from (
    select to_char(started_at at time zone 'UTC', 'YYYY-MM-DD') as day, ${COUNTS} from picked group by 1) d) as days,
  (select coalesce(jsonb_agg(s order by s.version desc, s.step), '[]') from (
    select p.version, e.step, count(distinct p.id)::int as runs,
      (count(distinct p.id) filter (where exists (select 1 from flags f where f.run = p.id and f.step = e.step and f.status <> 'rejected' and f.origin in ('person', 'supplier'))))::int as flagged
    from picked p, unnest(p.path) e (step) group by 1, 2) s) as steps`;

const OF_FLAGS = `
  with these as materialized (
    select f.*, extract(epoch from f.reviewed_at - f.flagged_at)::float8 * 1000 as triage from flags f
    where f.workflow = $1 and f.flagged_at >= $2 and f.flagged_at < $3 and ($4::text[] is null or f.tenant = any ($4))
  ), fixed as (
    select extract(epoch from min(g.active_at) - f.flagged_at)::float8 * 1000 as ms
    from these f join guidance g on g.workflow = $5 and g.category = f.category and g.active_at >= f.flagged_at
    where f.status = 'confirmed' group by f.id, f.flagged_at
  ) select
    (select count(*)::int from these) as all,
    (select count(*)::int from these where status = 'open') as open,
    (select percentile_cont(0.5) within group (order by triage) from these where triage is not null) as "triageMedianMs",
    (select percentile_cont(0.9) within group (order by triage) from these where triage is not null) as "triageP90Ms",
    (select percentile_cont(0.5) within group (order by ms) from fixed) as "fixMedianMs",
    (select coalesce(jsonb_agg(c order by c.flags desc, c.category), '[]') from (
      select category, count(*)::int as flags, (count(*) filter (where status = 'confirmed'))::int as confirmed,
        (count(*) filter (where status = 'rejected'))::int as rejected from these group by category) c) as categories`;

const OF_FIXES = `${PICKED}, hit as (
    select distinct f.run, f.category from flags f join picked p on p.id = f.run where f.status <> 'rejected' and f.origin in ('person', 'supplier')
  )
  select g.id || '@' || g.version as guidance, g.category, g.active_at as "activeAt",
    (count(p.id) filter (where told))::int as after, (count(h.run) filter (where told))::int as "hitAfter",
    (count(p.id) filter (where not told and p.started_at < g.active_at))::int as before,
    (count(h.run) filter (where not told and p.started_at < g.active_at))::int as "hitBefore"
  from guidance g
  cross join lateral (select *, (g.id || '@' || g.version) = any (x.guidance) as told from picked x) p
  left join hit h on h.run = p.id and h.category = g.category
  where g.workflow = $5 and g.active_at is not null and g.category is not null group by g.id, g.version order by g.active_at desc limit 50`;

interface Counts {
  runs: number;
  ended: number;
  flagged: number;
  edited: number;
  denied: number;
  straight: number;
}

interface Fix {
  guidance: string;
  category: string;
  activeAt: Date;
  before: number;
  hitBefore: number;
  after: number;
  hitAfter: number;
}

interface OfRuns {
  versions: (Counts & { version: string; usd: number })[];
  days: (Counts & { day: string })[];
  steps: { version: string; step: string; runs: number; flagged: number }[];
}

type OfFlags = FeedbackFigures['flags'] & Pick<FeedbackFigures, 'categories'>;

/** Of the newest runs that began in that time, and of the flags made in it. `name` is the agent's, `workflow` its type in Temporal. */
export async function feedbackFigures(
  { pool }: Ledger,
  {
    name,
    workflow,
    since,
    until,
    tenants,
  }: { name: string; workflow: string; since: Date; until: Date; tenants?: readonly string[] },
): Promise<Omit<FeedbackFigures, 'name' | 'since' | 'until'>> {
  const values = [workflow, since, until, tenants ?? null];
  const [runs, flags, fixes] = await Promise.all([
    pool.query<OfRuns>(OF_RUNS, values),
    pool.query<OfFlags>(OF_FLAGS, [...values, name]),
    pool.query<Fix>(OF_FIXES, [...values, name]),
  ]);
  const { versions, days, steps } = runs.rows[0]!;
  const { categories, ...told } = flags.rows[0]!;
  return {
    runs: versions.reduce((sum, each) => sum + each.runs, 0),
    versions: versions.map(({ version, usd, ...counts }) => ({ version, usd, ...ratesOf(counts) })),
    days: days.map(({ day, ...counts }) => ({ day, ...ratesOf(counts) })),
    steps: steps.map(({ flagged, ...step }) => ({ ...step, flagged: rateOf(flagged, step.runs) })),
    flags: told,
    categories,
    fixes: fixes.rows.map(({ guidance, category, activeAt, ...counts }) => {
      const [before, after] = [rateOf(counts.hitBefore, counts.before), rateOf(counts.hitAfter, counts.after)];
      return { guidance, category, activeAt: activeAt.toISOString(), before, after, change: rateChange(after, before) };
    }),
  };
}

function ratesOf({ runs, ended, flagged, edited, denied, straight }: Counts) {
  const of = (count: number) => rateOf(count, runs);
  return {
    runs,
    flagged: of(flagged),
    edited: of(edited),
    denied: of(denied),
    straightThrough: rateOf(straight, ended),
  };
}
