import type { Json } from '../contracts/json';
import type { Ledger } from './ledger';
import { readerOf } from './reader';
import type { StoredBody } from './reader';

export interface CallRecord {
  kind: string;
  header: Record<string, unknown>;
  body: Json;
}

type Row = StoredBody & { kind: string };

/** One entry: by its number, or a fact of the workflow by its index (the newest, where a reset run recorded it again). */
export async function readEntry(
  ledger: Ledger,
  run: string,
  at: { seq: number } | { fact: number },
): Promise<CallRecord | undefined> {
  const [where, value] =
    'seq' in at
      ? ['seq = $2', at.seq]
      : [
          `source = any(select g || ':' || $2 from runs, generate_series(1, incarnation) g where id = $1)`,
          `w:${at.fact}`,
        ];
  const { rows } = await ledger.pool.query<Row>(
    `select run, source, kind, header, body from entries where run = $1 and ${where} order by seq desc limit 1`,
    [run, value],
  );
  return rows[0] && toRecord(ledger, rows[0]);
}

async function toRecord(ledger: Ledger, row: Row): Promise<CallRecord> {
  const reader = await readerOf(ledger, row.run);
  return { kind: row.kind, header: JSON.parse(row.header) as Record<string, unknown>, body: reader.body(row) };
}

/** The result of a call, its verdict, or what its system asked for, in this incarnation of the run, if there is one. */
export async function readOfCall(
  ledger: Ledger,
  run: string,
  call: string,
  what: 'result' | 'verdict' | `input:${string}`,
): Promise<CallRecord | undefined> {
  const { rows } = await ledger.pool.query<Row>({
    name: 'of-call',
    text: `select run, source, kind, header, body from entries where run = $1 and source = (select incarnation from runs where id = $1) || ':call:' || $2 || ':' || $3`,
    values: [run, call, what],
  });
  return rows[0] && toRecord(ledger, rows[0]);
}

/** How often a call has failed in a way that counts. */
export async function countFailures(ledger: Ledger, run: string, call: string): Promise<number> {
  const { rows } = await ledger.pool.query<{ n: number }>(
    `select count(*)::int as n from entries e where run = $1 and kind = 'call-failed' and header::jsonb->>'call' = $2
     and seq > coalesce((select max(seq) from entries where run = $1 and kind = 'unparked'), 0)`,
    [run, call],
  );
  return rows[0]!.n;
}
