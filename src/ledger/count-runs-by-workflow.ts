import type { Ledger } from './ledger';

/** How many runs of each workflow, by its type, began since then. */
export async function countRunsByWorkflow(
  { pool }: Ledger,
  { since, tenants = null }: { since: Date; tenants?: readonly string[] | null },
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ workflow: string; count: number }>(
    'select workflow, count(*)::int as count from runs where started_at >= $1 and ($2::text[] is null or tenant = any ($2)) group by 1',
    [since, tenants],
  );
  return new Map(rows.map(({ workflow, count }) => [workflow, count]));
}
