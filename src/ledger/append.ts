import type { Pool, PoolClient } from 'pg';
import type { NewEntry } from '../contracts/entry';
import { SeaworthyError } from '../contracts/errors';
import type { RunId } from '../contracts/ids';
import { encodeBody, encodeHeader } from './encode';
import type { Fence } from './fence';

export interface Appended {
  /** Sequence number of the last entry of the run. */
  seq: number;
  /** Hex of the last seal: the key of every cache of the run's transcript. */
  head: string;
  /** How many of the entries were new. */
  appended: number;
}

/**
 * Appends entries to a run in one round trip. Entries whose source the run has already are skipped, so a retry may send all again.
 * An empty list only checks the fence. `fence` null is for writers outside the run.
 * @throws SeaworthyError `Ledger.Stale` for an attempt that was replaced, `Run.Reset` for an unannounced Temporal run, `Run.Unknown`.
 */
export async function append(
  db: Pool | PoolClient,
  run: RunId,
  fence: Fence | null,
  entries: readonly NewEntry[],
): Promise<Appended> {
  const { rows } = await db.query<AppendRow>({
    name: 'append',
    text: 'select * from append_entries($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)',
    values: [
      run,
      fence?.temporalRun ?? null,
      fence?.continuedFrom ?? null,
      fence?.wave ?? null,
      fence?.activity ?? null,
      fence?.epoch ?? null,
      entries.map((entry) => entry.source),
      entries.map((entry) => entry.kind),
      entries.map((entry) => entry.step),
      entries.map((entry) => (entry.at === undefined ? null : new Date(entry.at))),
      entries.map((entry) => encodeHeader(entry.header)),
      entries.map((entry) => encodeBody(entry.body ?? null)),
    ],
  });
  return appendedOf(run, rows[0]!);
}

export interface AppendRow {
  outcome: string;
  seq: number;
  head: Buffer;
  appended: number;
}

/** What append_entries() said. @throws SeaworthyError `Ledger.Stale`, `Run.Reset`, `Run.Unknown` */
export function appendedOf(run: RunId, row: AppendRow): Appended {
  switch (row.outcome) {
    case 'appended':
      return { seq: row.seq, head: row.head.toString('hex'), appended: row.appended };
    case 'stale':
      throw new SeaworthyError('Ledger.Stale');
    case 'reset':
      throw new SeaworthyError('Run.Reset');
    default:
      throw new SeaworthyError('Run.Unknown', `Run ${run} is not in the ledger.`);
  }
}
