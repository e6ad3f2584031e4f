// Needs the PostgreSQL and the Temporal CLI of the test run.
import { Client } from 'pg';
import { freshDatabase } from './stack';

test('a fresh database is empty, and gone once dropped', async () => {
  const { url, drop } = await freshDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(`SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = 'public'`);
  expect(rows).toEqual([{ tables: 0 }]);
  await client.end();
  await drop();
  const gone = new Client({ connectionString: url });
  await expect(gone.connect()).rejects.toThrow(/does not exist/);
});
