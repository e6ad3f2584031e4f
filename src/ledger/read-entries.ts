import { and, asc, eq, gt } from 'drizzle-orm';
import type { Entry } from '../contracts/entry';
import type { RunId } from '../contracts/ids';
import type { Ledger } from './ledger';
import { tellerOf } from './reader';
import { entries } from './schema';
import { toEntry } from './to-entry';

/** The entries of a run in order, to be shown; of one step, and after a sequence number, where given. */
export async function readEntries(
  ledger: Ledger,
  run: RunId,
  filter: { step?: string; after?: number } = {},
): Promise<Entry[]> {
  const [rows, reader] = await Promise.all([
    ledger.db
      .select()
      .from(entries)
      .where(
        and(
          eq(entries.run, run),
          filter.step ? eq(entries.step, filter.step) : undefined,
          gt(entries.seq, filter.after ?? 0),
        ),
      )
      .orderBy(asc(entries.seq)),
    tellerOf(ledger, run),
  ]);
  return rows.map((row) => toEntry(row, reader));
}
