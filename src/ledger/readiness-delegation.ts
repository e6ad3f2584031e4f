import type { Ledger } from './ledger';

interface Counted {
  bad: number;
  of: number;
}

/** However many there are, so many runs are looked at. */
const NEWEST = 5_000;

/** Of the newest runs that have ended and were no drill: how many took a way out of the ordinary or were flagged, with and without delegation. */
export async function readDelegationFigures(
  ledger: Ledger,
  { workflow, since }: { workflow: string; since: Date },
): Promise<{ with: Counted; without: Counted }> {
  const { rows } = await ledger.pool.query<Counted & { delegated: boolean }>(
    `select delegated, count(*) filter (where bad)::int as bad, count(*)::int as of from (
       select exists (select 1 from entries e where e.run = r.id and e.kind = 'step-entered' and e.header::jsonb->>'kind' = 'delegate') as delegated,
         exists (select 1 from entries e where e.run = r.id and e.kind = 'path-taken' and e.header::jsonb->>'path' = 'goTo')
           or exists (select 1 from flags f where f.run = r.id and f.status <> 'rejected') as bad
       from (select id from runs where workflow = $1 and started_at >= $2 and status = 'ended' and tenant not like 'drill-%'
         order by started_at desc limit ${NEWEST}) r
     ) of_runs group by delegated`,
    [workflow, since],
  );
  const of = (delegated: boolean): Counted => {
    const { bad = 0, of: all = 0 } = rows.find((row) => row.delegated === delegated) ?? {};
    return { bad, of: all };
  };
  return { with: of(true), without: of(false) };
}
