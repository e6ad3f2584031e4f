import type { QueryResultRow } from 'pg';
import { isDatabaseError } from '../../ledger/is-database-error';
import type { Ledger } from '../../ledger/ledger';

/** How it stands, to be asked again and again. That the database does not answer just now is no finding: nothing is seen then. */
export async function look<Row extends QueryResultRow>(
  ledger: Ledger,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  try {
    return (await ledger.pool.query<Row>(text, [...values])).rows;
  } catch (error) {
    if (isDatabaseError(error)) return [];
    throw error;
  }
}
