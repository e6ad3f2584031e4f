import type { Pool, PoolClient } from 'pg';
import type { NewEntry } from '../contracts/entry';
import { SeaworthyError } from '../contracts/errors';
import type { RunId } from '../contracts/ids';
import { encryptEntries } from './encrypt-entries';
import type { Fence } from './fence';
import type { Ledger } from './ledger';
import { LedgerBehind } from './ledger-behind';
import { settle, settlementValues } from './settle';
import type { Settlement } from './settle';

export interface Appended {
  /** Sequence number of the last entry of the run. */
  seq: number;
  /** Hex of the last seal: the key of every cache of the run's transcript. */
  head: string;
  /** How many of the entries were new. */
  appended: number;
}

const ARGUMENTS = '$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14';
const APPEND = `select * from append_entries(${ARGUMENTS})`;
/** The same, noting which documents the run names: they are kept as long as it is. */
const APPEND_NAMING = `
  with named as (
    insert into document_runs (document, run) select id, $1 from documents where id = any ($15) and erased_at is null on conflict do nothing
  ) ${APPEND}`;
/** The same, settling a model call in a transaction after it: not part of another one. */
const APPEND_SETTLING = `call append_and_settle(${ARGUMENTS}, $15, $16, $17, $18, $19 * interval '1 ms', null, null, null, null)`;

/**
 * Appends entries to a run in one round trip, encrypted under the run's key. Entries whose source the run has already are skipped, so a retry
 * may send all again. An empty list only checks the fence. `fence` null is for writers outside the run; `db` is for what is part of a transaction.
 * @throws SeaworthyError `Ledger.Behind` where the ledger lacks what the writer has seen, `Ledger.Stale` for an attempt that was replaced,
 * `Run.Reset` for an unannounced Temporal run, `Run.Unknown`, `Run.Erased`
 */
export async function append(
  ledger: Ledger,
  run: RunId,
  fence: Fence | null,
  entries: readonly NewEntry[],
  db: Pool | PoolClient = ledger.pool,
): Promise<Appended> {
  const { documents, values } = await storedForm(ledger, run, entries);
  const { rows } = await db.query<AppendRow>({
    ...(documents.length > 0 ? { name: 'append-naming', text: APPEND_NAMING } : { name: 'append', text: APPEND }),
    values: [...writerOf(run, fence), ...values, ...knownOf(fence), ...(documents.length > 0 ? [documents] : [])],
  });
  return appendedOf(run, fence, rows[0]!);
}

/**
 * Appends what a model answered, and settles its call: in one round trip, where no document is named. The call is settled also where the fence
 * refuses the entries. Throws as `append` does.
 */
export async function appendAndSettle(
  ledger: Ledger,
  run: RunId,
  fence: Fence,
  entries: readonly NewEntry[],
  settlement: Settlement,
): Promise<Appended> {
  const { documents, values } = await storedForm(ledger, run, entries);
  if (documents.length > 0) {
    await settle(ledger.pool, settlement.reservation, settlement);
    return append(ledger, run, fence, entries);
  }
  const { rows } = await ledger.pool.query<AppendRow>({
    name: 'append-settling',
    text: APPEND_SETTLING,
    values: [...writerOf(run, fence), ...values, ...knownOf(fence), ...settlementValues(settlement)],
  });
  return appendedOf(run, fence, rows[0]!);
}

/** The first arguments of append_entries(). */
export function writerOf(run: RunId, fence: Fence | null): unknown[] {
  return [
    run,
    fence?.temporalRun ?? null,
    fence?.continuedFrom ?? null,
    fence?.wave ?? null,
    fence?.activity ?? null,
    fence?.epoch ?? null,
  ];
}

/** What append_entries() takes entries as. */
export async function storedForm(
  ledger: Ledger,
  run: RunId,
  entries: readonly NewEntry[],
): Promise<{ documents: string[]; values: unknown[] }> {
  const { headers, bodies, documents } = await encryptEntries(ledger, run, entries);
  const values = [
    entries.map((entry) => entry.source),
    entries.map((entry) => entry.kind),
    entries.map((entry) => entry.step),
    entries.map((entry) => (entry.at === undefined ? null : new Date(entry.at))),
    headers,
    bodies,
  ];
  return { documents, values };
}

export interface AppendRow {
  outcome: string;
  seq: number;
  head: Buffer;
  appended: number;
}

/** The last arguments of append_entries(): number and seal of what the ledger must have. */
export function knownOf(fence: Fence | null): [seq: number | null, seal: Buffer | null] {
  return fence?.known ? [fence.known.seq, Buffer.from(fence.known.seal, 'hex')] : [null, null];
}

/** What append_entries() said. @throws SeaworthyError `Ledger.Behind`, `Ledger.Stale`, `Run.Reset`, `Run.Unknown` */
export function appendedOf(run: RunId, fence: Fence | null, row: AppendRow): Appended {
  switch (row.outcome) {
    case 'appended':
      return { seq: row.seq, head: row.head.toString('hex'), appended: row.appended };
    case 'behind':
      throw new LedgerBehind(run, fence?.known?.seq ?? 0, row.seq);
    case 'stale':
      throw new SeaworthyError('Ledger.Stale');
    case 'reset':
      throw new SeaworthyError('Run.Reset');
    default:
      throw new SeaworthyError('Run.Unknown', `Run ${run} is not in the ledger.`);
  }
}
