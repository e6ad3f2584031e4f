import type { CallId, RunId } from '../contracts/ids';
import type { Ledger } from './ledger';

export interface Ancestor {
  run: RunId;
  agent: string;
}

/** The run itself, then the one that handed it its work, up to the root. Never changes. */
export async function readLineage(ledger: Ledger, run: RunId): Promise<Ancestor[]> {
  const { rows } = await ledger.pool.query<Ancestor>({
    name: 'lineage',
    text: 'select run, agent from lineage($1) order by depth',
    values: [run],
  });
  return rows;
}

/** Whether the ledger says that this call of a run that is open has handed work to the child, and for whom. */
export async function readDelegation(
  ledger: Ledger,
  { run, call, child }: { run: RunId; call: CallId; child: RunId },
): Promise<{ to: string; tenant: string; open: boolean } | undefined> {
  const { rows } = await ledger.pool.query<{ to: string; tenant: string; open: boolean }>(
    `select e.header::jsonb->>'to' as to, r.tenant, r.run_end is null as open from entries e join runs r on r.id = e.run
     where e.run = $1 and e.kind = 'delegated' and e.header::jsonb->>'call' = $2 and e.header::jsonb->>'child' = $3`,
    [run, call, child],
  );
  return rows[0];
}

/** Makes the budgets of runs before any call draws on them. US dollars as text; null without a limit. One that is there stays. */
export async function openRunBudgets(
  ledger: Ledger,
  budgets: readonly { run: RunId; usd: string | null }[],
): Promise<void> {
  await ledger.pool.query('select open_run_budget(run, usd) from unnest($1::text[], $2::numeric[]) b (run, usd)', [
    budgets.map(({ run }) => run),
    budgets.map(({ usd }) => usd),
  ]);
}
