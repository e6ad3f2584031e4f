import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { contextOf, KeyDestroyed } from './data-keys';
import type { DataKeys } from './data-keys';
import type { KeyManagement } from './key-management';

const TABLE = `
  begin;
  select pg_advisory_xact_lock(7319);
  do $$ begin
    if to_regclass('data_keys') is null then
      create table data_keys (id text primary key, wrapped text, destroyed_at timestamptz, check ((wrapped is null) = (destroyed_at is not null)));
    end if;
  end $$;
  commit`;

/**
 * Data keys in a table of a PostgreSQL database, wrapped: for a fleet. A database of its own, with backups that are kept for days: as long as
 * one is kept, what was erased since can be read by whoever has it, the ledger's backup and the master keys.
 */
export async function openDataKeyTable(url: string, management: KeyManagement): Promise<DataKeys> {
  const pool = new Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
  pool.on('error', () => undefined); // a dropped idle connection is replaced on the next query
  await pool.query(TABLE).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  const get = async (id: string): Promise<Uint8Array | undefined> => {
    const { rows } = await pool.query<{ wrapped: string | null }>({
      name: 'data-key',
      text: 'select wrapped from data_keys where id = $1',
      values: [id],
    });
    if (rows[0]?.wrapped === null) throw new KeyDestroyed(id);
    return rows[0] && management.unwrap(rows[0].wrapped, contextOf(id));
  };
  return {
    get,
    obtain: async (id) => {
      const there = await get(id);
      if (there) return there;
      const wrapped = await management.wrap(randomBytes(32), contextOf(id));
      await pool.query('insert into data_keys (id, wrapped) values ($1, $2) on conflict (id) do nothing', [
        id,
        wrapped,
      ]);
      return (await get(id))!; // the one that came first, whose it was
    },
    destroy: async (id) => {
      await pool.query(
        `insert into data_keys (id, destroyed_at) values ($1, now())
         on conflict (id) do update set wrapped = null, destroyed_at = coalesce(data_keys.destroyed_at, excluded.destroyed_at)`,
        [id],
      );
    },
    close: () => pool.end(),
  };
}
