import { createHash } from 'node:crypto';
import type { RunId } from '../contracts/ids';
import type { Ledger } from './ledger';

export type Verified =
  { intact: true; entries: number } | { intact: false; seq: number; why: 'missing' | 'altered' | 'cut off' };

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Recomputes the seals of a run from its entries and names the first that does not hold. Needs only the database. */
export async function verifyRun(ledger: Ledger, run: RunId): Promise<Verified> {
  const { rows } = await ledger.pool.query<{ seq: number; sealed: Buffer; body: Buffer; seal: Buffer }>(
    'select seq, sealed_header(run, seq, source, kind, step, at, header) as sealed, body, seal from entries where run = $1 order by seq',
    [run],
  );
  let head: Buffer = Buffer.alloc(32);
  for (const [index, row] of rows.entries()) {
    if (row.seq !== index + 1) return { intact: false, seq: index + 1, why: 'missing' };
    head = sha256(head, sha256(row.sealed), sha256(row.body));
    if (!head.equals(row.seal)) return { intact: false, seq: row.seq, why: 'altered' };
  }
  const { rows: runs } = await ledger.pool.query<{ seq: number; head: Buffer }>(
    'select seq, head from runs where id = $1',
    [run],
  );
  const last = runs[0];
  if (!last || last.seq !== rows.length || !last.head.equals(head))
    return { intact: false, seq: rows.length + 1, why: 'cut off' };
  return { intact: true, entries: rows.length };
}
