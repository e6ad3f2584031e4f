import type { Ledger } from './ledger';
import { OPERATIONS } from './operations';

/** How many workflows that the ledger did not know were found within a day. */
export async function countStrangers(ledger: Ledger): Promise<number> {
  const { rows } = await ledger.pool.query<{ count: number }>(
    `select count(*)::int as count from entries where run = $1 and kind = 'stranger-found' and at > clock_timestamp() - interval '1 day'`,
    [OPERATIONS],
  );
  return rows[0]!.count;
}
