import type { Ledger } from './ledger';

/** One visit of an agent's step that is over. */
export interface StepVisit {
  step: string;
  /** That it called, each once, in order of their names. */
  tools: string[];
  /** It ended without a conclusion, or somebody has flagged what came of it and nobody has said that the flag is wrong. */
  bad: boolean;
}

/** However many there are, so many runs are looked at. */
const NEWEST = 5_000;

/** Of the newest runs, drills left out: those are made to go wrong. A visit is what lies between entering a step and the next, or the end. */
export async function readStepVisits(
  ledger: Ledger,
  { workflow, since, until }: { workflow: string; since: Date; until: Date },
): Promise<StepVisit[]> {
  const { rows } = await ledger.pool.query<StepVisit>(
    `with picked as materialized (
       select id from runs where workflow = $1 and started_at >= $2 and started_at < $3 and tenant not like 'drill-%' order by started_at desc limit ${NEWEST}
     ), told as (
       select e.run, e.step, e.kind, e.header::jsonb as h,
         count(*) filter (where e.kind in ('step-entered', 'run-ended')) over (partition by e.run order by e.seq) as visit
       from picked p join entries e on e.run = p.id
       where e.kind in ('step-entered', 'verdict', 'path-taken', 'run-ended')
     ), visits as (
       select run, visit, max(step) filter (where kind = 'step-entered') as step, bool_or(kind = 'step-entered' and h->>'kind' = 'agent') as reasons,
         array_agg(distinct h->>'tool') filter (where kind = 'verdict') as tools,
         coalesce(bool_or(kind = 'path-taken' and h->>'exception' = 'onExhausted'), false) as exhausted,
         lead(visit) over (partition by run order by visit) is not null as over
       from told where visit > 0 group by run, visit
     )
     select step, coalesce(tools, '{}') as tools,
       exhausted or exists (select 1 from flags f where f.run = v.run and f.step = v.step and f.status <> 'rejected') as bad
     from visits v where reasons and over`,
    [workflow, since, until],
  );
  return rows;
}
