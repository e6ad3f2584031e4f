import { drizzle } from 'drizzle-orm/node-postgres';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import { SeaworthyError } from '../contracts/errors';
import type { DataKeys } from '../integrations/keys/data-keys';
import { keepSecretsOf } from '../integrations/secrets';
import * as schema from './schema';

/** An open ledger. `pool` for the functions and compare-and-set statements, `db` for typed reads, `keys` for what is encrypted. */
export interface Ledger {
  pool: Pool;
  db: NodePgDatabase<typeof schema>;
  keys: DataKeys;
  /** Of the database; the keys are the caller's to close. */
  close(): Promise<void>;
}

/**
 * Opens a pool; connects lazily. `url` is a PostgreSQL connection string. Without `keys`, what was encrypted stays so: enough to migrate and to
 * verify. @throws SeaworthyError `Config.Invalid` for what is no URL: what parses it later would quote it, password included
 */
export function openLedger(url: string, keys: DataKeys | undefined, options: { connections?: number } = {}): Ledger {
  if (!URL.canParse(url))
    throw new SeaworthyError(
      'Config.Invalid',
      'DATABASE_URL is no URL: postgres://user@host:5432/database is one, a password in it percent-encoded.',
    );
  const pool = new Pool({
    connectionString: keepSecretsOf(url),
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
  // Nor may one that is lost while somebody holds it, between two of their statements: the next says so, and the pool takes it for no other.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return { pool, db: drizzle(pool, { schema }), keys: keys ?? noKeys, close: () => pool.end() };
}

const refuse = (): Promise<never> =>
  Promise.reject(new SeaworthyError('Config.Invalid', 'SEAWORTHY_DATA_KEYS is not set: nothing can be decrypted.'));
const noKeys: DataKeys = { obtain: refuse, get: refuse, destroy: refuse, close: () => Promise.resolve() };
