// Needs PostgreSQL (embedded).
import { openLedger } from '../../src/ledger/ledger';
import { eventually } from '../helpers/eventually';
import { freshDatabase } from '../helpers/stack';

it('a connection that is lost while somebody holds it, between two statements, ends no process, and nobody gets it again', async () => {
  const database = await freshDatabase();
  const ledger = openLedger(database.url, undefined, { connections: 1 });
  const other = openLedger(database.url, undefined, { connections: 1 });
  try {
    const client = await ledger.pool.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    let lost = false;
    client.once('end', () => (lost = true));
    await other.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    await eventually(() => lost); // without a listener of its error, Jest's worker would have died by now
    client.release();
    const { rows: again } = await ledger.pool.query<{ pid: number }>('select pg_backend_pid() as pid');
    expect(again[0]!.pid).not.toBe(rows[0]!.pid);
  } finally {
    await ledger.close();
    await other.close();
    await database.drop();
  }
});
