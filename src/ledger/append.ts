import type { Pool, PoolClient } from 'pg';
import type { NewEntry } from '../contracts/entry';
import { SeaworthyError } from '../contracts/errors';
import type { RunId } from '../contracts/ids';
import { encryptEntries } from './encrypt-entries';
import type { Fence } from './fence';
import type { Ledger } from './ledger';
import { LedgerBehind } from './ledger-behind';
import { settlementValues } from './settle';
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

/**
 * `naming` notes which documents the run names: they are kept as long as it is. `settling` settles a model call's reservation as well, whatever
 * the fence says; a function in the select list comes after append_entries() has waited for the run's lock.
 */
function statement({ naming, settling }: { naming: boolean; settling: boolean }): { name: string; text: string } {
  const named = `with named as (
    insert into document_runs (document, run) select id, $1 from documents where id = any ($15) and erased_at is null on conflict do nothing
  ) `;
  const [a, b, c, d, e] = [0, 1, 2, 3, 4].map((at) => `$${at + (naming ? 16 : 15)}`);
  const settled = `, settle(${a}, ${b}, ${c}, ${d}, ${e} * interval '1 ms')`;
  return {
    name: `append${naming ? '-naming' : ''}${settling ? '-settling' : ''}`,
    text: `${naming ? named : ''}select a.*${settling ? settled : ''} from append_entries(${ARGUMENTS}) a`,
  };
}

/**
 * Appends entries to a run in one round trip, encrypted under the run's key. Entries whose source the run has already are skipped, so a retry
 * may send all again. An empty list only checks the fence. `fence` null is for writers outside the run; `db` is for what is part of a transaction;
 * `settlement` is of the model call that the entries come from, settled also where they are refused.
 * @throws SeaworthyError `Ledger.Behind` where the ledger lacks what the writer has seen, `Ledger.Stale` for an attempt that was replaced,
 * `Run.Reset` for an unannounced Temporal run, `Run.Unknown`, `Run.Erased`
 */
export async function append(
  ledger: Ledger,
  run: RunId,
  fence: Fence | null,
  entries: readonly NewEntry[],
  db: Pool | PoolClient = ledger.pool,
  settlement?: Settlement,
): Promise<Appended> {
  const { documents, values } = await storedForm(ledger, run, entries);
  const { rows } = await db.query<AppendRow>({
    ...statement({ naming: documents.length > 0, settling: settlement !== undefined }),
    values: [
      run,
      fence?.temporalRun ?? null,
      fence?.continuedFrom ?? null,
      fence?.wave ?? null,
      fence?.activity ?? null,
      fence?.epoch ?? null,
      ...values,
      ...knownOf(fence),
      ...(documents.length > 0 ? [documents] : []),
      ...(settlement ? settlementValues(settlement) : []),
    ],
  });
  return appendedOf(run, fence, rows[0]!);
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
