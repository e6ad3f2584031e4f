import type { Head } from '../contracts/activities';
import type { Entry, EntryKind } from '../contracts/entry';
import type { RunId } from '../contracts/ids';
import type { Ledger } from './ledger';
import { readerOf, telling } from './reader';
import { toEntry } from './to-entry';
import type { EntryRow } from './to-entry';

/**
 * The entries of one step, if one is given, and those of some kinds of the whole run, in order; those after `after`. Undefined where the run
 * does not have that entry. @throws SeaworthyError `Ledger.Unreadable`
 */
export async function readTranscriptEntries(
  ledger: Ledger,
  run: RunId,
  { step = null, kinds, after }: { step?: string | null; kinds: readonly EntryKind[]; after?: Head | undefined },
): Promise<Entry[] | undefined> {
  const [{ rows }, reader] = await Promise.all([
    ledger.pool.query<EntryRow>({
      name: 'transcript',
      text: `select run, seq, source, kind, step, at, header, body, seal from entries
             where run = $1 and (seq = $2 or (seq > $2 and (step = $3 or kind = any ($4)))) order by seq`,
      values: [run, after?.seq ?? 0, step, kinds],
    }),
    readerOf(ledger, run),
  ]);
  if (after && rows.shift()?.seal.toString('hex') !== after.seal) return undefined;
  // Anyone who may insert entries can write what says it is a decision: one that does not open decides nothing, and holds up nobody.
  const teller = telling(reader);
  return rows.map((row) => toEntry(row, row.kind === 'decided' ? teller : reader));
}
