import { and, asc, eq, gt } from 'drizzle-orm';
import type { Entry } from '../contracts/entry';
import type { RunId } from '../contracts/ids';
import { decodeBody } from './encode';
import type { Ledger } from './ledger';
import { entries } from './schema';

/** The entries of a run in order; of one step, and after a sequence number, where given. */
export async function readEntries(
  ledger: Ledger,
  run: RunId,
  filter: { step?: string; after?: number } = {},
): Promise<Entry[]> {
  const rows = await ledger.db
    .select()
    .from(entries)
    .where(
      and(
        eq(entries.run, run),
        filter.step ? eq(entries.step, filter.step) : undefined,
        gt(entries.seq, filter.after ?? 0),
      ),
    )
    .orderBy(asc(entries.seq));
  return rows.map(
    (row) =>
      ({
        ...row,
        header: JSON.parse(row.header) as unknown,
        body: decodeBody(row.body),
        seal: row.seal.toString('hex'),
      }) as Entry,
  );
}
