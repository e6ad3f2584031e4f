import { drizzle } from 'drizzle-orm/node-postgres';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import * as schema from './schema';

/** An open ledger. `pool` for the functions and compare-and-set statements, `db` for typed reads. */
export interface Ledger {
  pool: Pool;
  db: NodePgDatabase<typeof schema>;
  close(): Promise<void>;
}

/** Opens a pool; connects lazily. `url` is a PostgreSQL connection string. */
export function openLedger(url: string, options: { connections?: number } = {}): Ledger {
  const pool = new Pool({
    connectionString: url,
    max: options.connections ?? 16,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    // A process that froze inside a transaction must not hold a run's row for longer.
    idle_in_transaction_session_timeout: 5_000,
    query_timeout: 35_000, // a connection that went dead without a word must not hold a query for ever
    keepAlive: true,
  });
  // A dropped idle connection is replaced on the next query; without a listener it would end the process.
  pool.on('error', () => undefined);
  return { pool, db: drizzle(pool, { schema }), close: () => pool.end() };
}
