import type { RunId } from '../../src/contracts/ids';
import type { Ledger } from '../../src/ledger/ledger';

/** Makes a run in the ledger as it was after this entry, as if restored from a backup of then. By the owner, behind the triggers. */
export async function cutBack(ledger: Ledger, run: RunId, seq: number): Promise<void> {
  await ledger.pool.query(`alter table entries disable trigger user`);
  await ledger.pool.query(
    `delete from claims where run = $1 and id in (select (header::jsonb->>'claim')::bigint from entries where run = $1 and kind = 'write-claimed' and seq > $2)`,
    [run, seq],
  );
  await ledger.pool.query('delete from entries where run = $1 and seq > $2', [run, seq]);
  await ledger.pool.query(
    'update runs set seq = $2, head = (select seal from entries where run = $1 and seq = $2) where id = $1',
    [run, seq],
  );
  await ledger.pool.query(`alter table entries enable trigger user`);
}
