import type { Ledger } from './ledger';

/** The last visit of an agent's step, in a run. */
export interface StepOfRun {
  run: string;
  step: string;
  visit: number;
}

const NEWEST = 500;

/**
 * A sample of the newest runs of a workflow, by the type that Temporal knows it by, that ended by themselves in an agent's conclusion and of which
 * nobody said anything was wrong: never flagged, denied or edited. None of a drill: what is asked of models there is no work. The same for the same seed and ledger.
 */
export async function goodRuns(
  ledger: Ledger,
  { workflow, sample, seed }: { workflow: string; sample: number; seed: number },
): Promise<StepOfRun[]> {
  const { rows } = await ledger.pool.query<StepOfRun>(
    `with newest as (
       select r.id from runs r where r.workflow = $1 and r.status = 'ended' and r.noticed = '{}' and r.turns > 0 and r.tenant not like 'drill-%'
         and not exists (select 1 from flags f where f.run = r.id and f.status <> 'rejected')
         and not exists (select 1 from approvals a where a.run = r.id and a.decision in ('deny', 'edit'))
         and not exists (select 1 from erasures x where x.run = r.id)
       order by r.started_at desc limit ${NEWEST})
     select n.id as run, e.step, e.visit from newest n join lateral (
       select step, (header::jsonb->>'visit')::int as visit from entries
       where run = n.id and kind = 'step-entered' and header::jsonb->>'kind' = 'agent' order by seq desc limit 1) e on true
     order by md5(n.id || $3::text), n.id limit $2`,
    [workflow, sample, seed],
  );
  return rows;
}
