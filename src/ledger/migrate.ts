import { existsSync } from 'node:fs';
import path from 'node:path';
import { migrate as drizzleMigrate } from 'drizzle-orm/node-postgres/migrator';
import type { Ledger } from './ledger';

/** Brings the database to this version's schema; safe to call from several processes at once. */
export async function migrate(ledger: Ledger): Promise<void> {
  const client = await ledger.pool.connect();
  try {
    await client.query('select pg_advisory_lock(7317)'); // the migrator itself does not lock
    await drizzleMigrate(ledger.db, { migrationsFolder: migrationsFolder() });
  } finally {
    await client.query('select pg_advisory_unlock(7317)').catch(() => undefined);
    client.release();
  }
}

/** SQL is not compiled: from lib/src/ledger the folder is the one in src. */
function migrationsFolder(): string {
  const beside = path.join(__dirname, 'migrations');
  return existsSync(beside) ? beside : path.resolve(__dirname, '../../../src/ledger/migrations');
}
