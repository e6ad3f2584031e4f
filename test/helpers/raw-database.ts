import type { Pool } from 'pg';

/** Every row of every table as text, with bytes as they are: what whoever has a backup can search. Lower case. */
export async function rawDatabase(pool: Pool): Promise<string> {
  const { rows: tables } = await pool.query<{ table: string }>(
    `select format('%I.%I', n.nspname, c.relname) as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^(pg_|information_schema)' order by 1`,
  );
  const texts: string[] = [];
  for (const { table } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${table} t`);
    texts.push(table, ...rows.map(({ row }) => row.replace(/\\\\x([0-9a-f]+)/g, (_, hex: string) => decoded(hex))));
  }
  return texts.join('\n').toLowerCase();
}

function decoded(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  return `${bytes.toString()}\n${bytes.toString('latin1')}`;
}
