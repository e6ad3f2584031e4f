import type { ClientBase, QueryResultRow } from 'pg';
import { types } from 'pg';
import type { Ledger } from './ledger';

const TIMESTAMPTZ = 1184;

/** Reads rows with times as PostgreSQL writes them. */
export async function readRaw<T extends QueryResultRow>(
  client: ClientBase,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  const { rows } = await client.query<T>({
    text,
    values,
    types: {
      getTypeParser: ((oid: number, format: never): unknown =>
        oid === TIMESTAMPTZ ? (value: string) => value : types.getTypeParser(oid, format)) as never,
    },
  });
  return rows;
}

/**
 * Makes the transaction see the tables themselves and PostgreSQL's own operators, whatever the database's owner has set or defined beside them.
 * Tables are named with their schema from here on.
 */
export async function beSober(client: ClientBase): Promise<void> {
  await client.query(
    `set local search_path = pg_catalog; set local timezone = 'UTC'; set local datestyle = 'ISO'; set local bytea_output = 'hex';
     set local enable_sort = off; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`,
  );
}

/** Streams a query in bites. */
export async function* stream<T extends QueryResultRow>(
  client: ClientBase,
  name: string,
  text: string,
  { bite, values = [] }: { bite: number; values?: unknown[] },
): AsyncIterable<T[]> {
  await client.query({ text: `declare ${name} no scroll cursor for ${text}`, values });
  for (;;) {
    const rows = await readRaw<T>(client, `fetch ${bite} from ${name}`);
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query(`close ${name}`);
}

/** One view of the whole ledger, however long it takes; writes nothing and holds up nobody. */
export async function snapshot<T>(ledger: Ledger, look: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await ledger.pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    return await look(client);
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}
