import type { PoolClient } from 'pg';
import type { NewEntry } from '../contracts/entry';
import type { RunId } from '../contracts/ids';
import { append } from './append';
import { inTransaction } from './in-transaction';
import type { Ledger } from './ledger';

/** The run that nobody runs: its entries are what operators did, sealed like every other run's. */
export const OPERATIONS = '_operations' as RunId;

/** What operators do, one at a time, each in one transaction with the entry that says who and why. */
export function operate<T>(
  ledger: Ledger,
  work: (client: PoolClient) => Promise<{ result: T; entry?: NewEntry }>,
): Promise<T> {
  return inTransaction(ledger.pool, async (client) => {
    await client.query(
      `insert into runs (id, tenant, starter, temporal_run) values ($1, $1, '', '') on conflict (id) do nothing`,
      [OPERATIONS],
    );
    await client.query('select 1 from runs where id = $1 for update', [OPERATIONS]);
    const { result, entry } = await work(client);
    if (entry) await append(ledger, OPERATIONS, null, [entry], client);
    return result;
  });
}
