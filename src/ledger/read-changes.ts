import type { Ledger } from './ledger';

/** By topic (`inbox`, `runs`, `halts`, `run:<id>`, and for one tenant `inbox@<tenant>`, `runs@<tenant>`), a text that is another one once something there has changed. */
export type State = ReadonlyMap<string, string>;

/** One query for however many watch: only what is open is looked at, and the runs that somebody has before them. */
export async function readChanges(ledger: Ledger, runs: readonly string[]): Promise<State> {
  const { rows } = await ledger.pool.query<{ topic: string; state: string }>({
    name: 'changes',
    text: `select concat_ws('@', 'inbox', tenant) as topic, concat_ws('/', count(*), max(asked_at), sum(approved), max(due_at)) as state
        from approvals where status = 'open' group by grouping sets ((), (tenant))
      union all select concat_ws('@', 'runs', tenant),
        concat_ws('/', case when grouping(tenant) = 1 then (select max(started_at) from runs) else max(started_at) end, count(*), sum(seq))
        from runs where status in ('running', 'waiting', 'parked') group by grouping sets ((), (tenant))
      union all select 'halts', concat_ws('/', max(id), count(lifted_at)) from halts
      union all select 'run:' || id, seq::text from runs where id = any($1)`,
    values: [runs],
  });
  return new Map(rows.map(({ topic, state }) => [topic, state]));
}
