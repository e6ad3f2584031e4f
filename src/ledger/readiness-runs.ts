import type { Ledger } from './ledger';
import { tellerOf } from './reader';

/** What the runs of one version of a workflow have gone through. Drills' own are among them, but for `places`. */
export interface RunsSeen {
  count: number;
  /** Of them, those of drills. */
  drilled: number;
  ended: number;
  newest: Date | null;
  /** Begun by a worker that traces; `tracedInUse` without drills. */
  traced: number;
  tracedInUse: number;
  /** Ids of those that are no drill's, the newest first. */
  inUse: readonly string[];
  branches: readonly { step: string; branch: string; count: number }[];
  exceptions: readonly { step: string; exception: string; count: number }[];
  /** Writes that their system has answered for. */
  receipts: readonly { tool: string; count: number }[];
  /** Steps and ends that runs came to, each with one of the runs. */
  places: readonly { place: string; run: string }[];
  /** Runs that were parked for a system and went on. */
  parked: { released: number; systems: readonly string[] };
  inputs: { byIntake: number; byService: number };
}

/** A halt that was declared and lifted again. */
export interface Rehearsal {
  at: Date;
  what: string;
}

/** However many runs there are, so many are looked at. */
const NEWEST = 5_000;
/** Who started a run is encrypted: so many are opened. */
const STARTERS = 20;
/** Issuers of people on a laptop and of intake, and what stands in the place of a starter that does not open. */
const NO_SERVICE: ReadonlySet<string> = new Set(['', 'local', 'intake', '(erased)', '(unreadable)']);

const SEEN = `
  with picked as materialized (
    select r.id, r.starter, r.started_at, r.status, r.run_end, r.tenant like 'drill-%' as drilled, s.h->>'traced' = 'true' as traced
    from runs r cross join lateral (
      select e.header::jsonb as h from entries e where e.run = r.id and e.kind = 'run-started' order by e.seq limit 1
    ) s
    where r.workflow = $1 and r.started_at >= $2 and (s.h->>'agentVersion')::int = $3 and coalesce(s.h->>'declared', $4) = $4
      and r.run_end is distinct from 'not-admitted' -- it has gone through nothing
    order by r.started_at desc limit ${NEWEST}
  ), told as materialized (
    select e.run, e.seq, e.kind, e.step, e.header::jsonb as h, p.drilled from picked p join entries e on e.run = p.id
    where e.kind in ('branch-taken', 'path-taken', 'write-claimed', 'result', 'parked', 'unparked', 'step-entered')
  ), released as (
    select distinct p.run, p.h->>'system' as system from told p join told u on u.run = p.run and u.kind = 'unparked' and u.seq > p.seq and u.h->>'system' = p.h->>'system'
    where p.kind = 'parked' and p.h->>'halt' is null and p.h->>'system' <> ''
  )
  select
    (select count(*)::int from picked) as count,
    (select count(*)::int from picked where drilled) as drilled,
    (select count(*)::int from picked where status = 'ended' and not drilled) as ended,
    (select max(started_at) from picked) as newest,
    (select count(*)::int from picked where traced) as traced,
    (select count(*)::int from picked where traced and not drilled) as "tracedInUse",
    (select coalesce(array_agg(id order by started_at desc), '{}') from picked where not drilled) as "inUse",
    (select coalesce(jsonb_agg(b), '[]') from (select step, h->>'branch' as branch, count(*)::int as count from told
      where kind = 'branch-taken' group by 1, 2 order by 1, 2) b) as branches,
    (select coalesce(jsonb_agg(x), '[]') from (select step, h->>'exception' as exception, count(*)::int as count from told
      where kind = 'path-taken' group by 1, 2 order by 1, 2) x) as exceptions,
    (select coalesce(jsonb_agg(t), '[]') from (select w.h->>'tool' as tool, count(distinct (r.run, r.h->>'call'))::int as count from told w
      join told r on r.run = w.run and r.kind = 'result' and r.h->>'call' = w.h->>'call' and r.h->>'outcome' = 'done'
      where w.kind = 'write-claimed' and not w.drilled group by 1 order by 1) t) as receipts,
    (select coalesce(jsonb_agg(l), '[]') from (select place, min(run) as run from (
      select step as place, run from told where kind = 'step-entered' and not drilled
      union all select run_end, id from picked where status = 'ended' and not drilled) p group by 1 order by 1) l) as places,
    (select count(distinct run)::int from released) as released,
    (select coalesce(array_agg(distinct regexp_replace(system, '^.*\\.', '')), '{}') from released) as systems,
    (select count(distinct i.run)::int from intake i join picked p on p.id = i.run) as "byIntake",
    (select coalesce(jsonb_agg(n), '[]') from (select id, starter from picked p where not drilled and not exists (select 1 from intake i where i.run = p.id)
      order by started_at desc limit ${STARTERS}) n) as starters`;

interface Row extends Omit<RunsSeen, 'parked' | 'inputs'> {
  released: number;
  systems: string[];
  byIntake: number;
  starters: { id: string; starter: string }[];
}

/** Of the newest runs of a workflow, by the type that Temporal knows it by, that are of this version of agent and map. */
export async function readRunsSeen(
  ledger: Ledger,
  of: { workflow: string; since: Date; agentVersion: number; digest: string },
): Promise<RunsSeen> {
  const { rows } = await ledger.pool.query<Row>(SEEN, [of.workflow, of.since, of.agentVersion, of.digest]);
  const { released, systems, byIntake, starters, ...seen } = rows[0]!;
  let byService = 0;
  for (const { id, starter } of starters) {
    const [issuer = ''] = (await tellerOf(ledger, id)).text('starter', starter).split('|');
    if (!NO_SERVICE.has(issuer)) byService += 1;
  }
  return { ...seen, parked: { released, systems }, inputs: { byIntake, byService } };
}

/** The last halt of one of these scopes, such as `all` and `system erp`, that was lifted again. */
export async function readRehearsedHalt(ledger: Ledger, scopes: readonly string[]): Promise<Rehearsal | null> {
  const { rows } = await ledger.pool.query<Rehearsal>(
    `select l.at, trim(d.h->>'scope' || ' ' || (d.h->>'value')) as what
     from (select seq, at, header::jsonb as h from entries where run = '_operations' and kind = 'halt-lifted') l
     join (select header::jsonb as h from entries where run = '_operations' and kind = 'halt-declared') d on d.h->>'halt' = l.h->>'halt'
     where trim(d.h->>'scope' || ' ' || (d.h->>'value')) = any ($1) order by l.seq desc limit 1`,
    [scopes],
  );
  return rows[0] ?? null;
}

export async function readOpenDrifts(
  ledger: Ledger,
  systems: readonly string[],
): Promise<{ system: string; contract: string; field: string }[]> {
  const { rows } = await ledger.pool.query<{ system: string; contract: string; field: string }>(
    'select system, contract, field from drifts where closed_at is null and system = any ($1) order by 1, 2, 3',
    [systems],
  );
  return rows;
}
