import { existsSync } from 'node:fs';
import path from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate as drizzleMigrate } from 'drizzle-orm/node-postgres/migrator';
import type { PoolClient } from 'pg';
import { SeaworthyError } from '../contracts/errors';
import { grantRoles } from './grant-roles';
import type { Ledger } from './ledger';

/** What was done: `owner` when this login may migrate; else only looked. `without` names roles that an administrator has to make. */
export type Migrated = { as: 'owner'; without: string[] } | { as: 'role'; login: string };

/**
 * Brings the database to this version's schema and rights; safe to call from several processes at once. A login that does not own the tables
 * changes nothing: it is told whether the schema is this version's.
 * @throws SeaworthyError `Config.Invalid` when somebody else has to migrate first
 */
export async function migrate(ledger: Ledger): Promise<Migrated> {
  const client = await ledger.pool.connect();
  try {
    const { rows } = await client.query<{ owner: boolean; login: string }>(
      `select current_user as login, coalesce(
         (select pg_has_role(current_user, relowner, 'usage') from pg_class where oid = to_regclass('public.entries')),
         has_database_privilege(current_database(), 'create')) as owner`,
    );
    const { owner, login } = rows[0]!;
    if (!owner) {
      await requireCurrent(client, login);
      return { as: 'role', login };
    }
    await client.query('select pg_advisory_lock(7317)'); // the migrator itself does not lock
    await drizzleMigrate(ledger.db, { migrationsFolder: migrationsFolder() });
    return { as: 'owner', without: await grantRoles(client) };
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch(() => undefined);
    client.release();
  }
}

async function requireCurrent(client: PoolClient, login: string): Promise<void> {
  if (await isCurrent(client)) return;
  throw new SeaworthyError(
    'Config.Invalid',
    `The ledger's schema is older than this version, and ${login} may not change it: run \`seaworthy migrate\` with the owner's DATABASE_URL.`,
  );
}

/** Whether the schema is this version's. Changes nothing. */
export async function isMigrated({ pool }: Ledger): Promise<boolean> {
  return isCurrent(pool);
}

/** Only the last counts, as it does for the migrator. */
async function isCurrent(client: Pick<PoolClient, 'query'>): Promise<boolean> {
  const wanted = readMigrationFiles({ migrationsFolder: migrationsFolder() }).at(-1)!.folderMillis;
  const there = await client
    .query<{ last: string | null }>('select max(created_at) as last from drizzle.__drizzle_migrations')
    .then(
      ({ rows }) => Number(rows[0]!.last ?? 0),
      () => 0,
    );
  return there >= wanted;
}

/** SQL is not compiled: from lib/src/ledger the folder is the one in src. */
function migrationsFolder(): string {
  const beside = path.join(__dirname, 'migrations');
  return existsSync(beside) ? beside : path.resolve(__dirname, '../../../src/ledger/migrations');
}
