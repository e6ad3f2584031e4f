import type { Json } from '../contracts/json';
import { SeaworthyError } from '../contracts/errors';
import { getDocument } from './documents';
import type { Ledger } from './ledger';
import { tellerOf } from './reader';
import type { Reader, StoredBody } from './reader';

export interface Found {
  runs: string[];
  /** Into how many. */
  looked: number;
  /** Of them, those in which something did not open. */
  unread: number;
  /** After which to go on; null at the end. */
  next: string | null;
}

const AT_ONCE = 50;

/**
 * Looks for a text in all that runs hold, which only its owner can: run by run, each decrypted. Stops after `ms` and says where to go on. Runs that
 * were erased hold nothing. `textOf` makes text of a document's bytes.
 */
export async function searchRuns(
  ledger: Ledger,
  search: { matches: (text: string) => boolean; textOf: (bytes: Buffer) => string; after: string; ms: number },
): Promise<Found> {
  const end = performance.now() + search.ms;
  const found: Found = { runs: [], looked: 0, unread: 0, next: search.after };
  while (found.next !== null && performance.now() < end) {
    const { rows } = await ledger.pool.query<Row>(
      `select id, name, starter from runs r where id > $1 and id !~ '^_' and not exists (select 1 from erasures e where e.run = r.id) order by id limit $2`,
      [found.next, AT_ONCE],
    );
    if (rows.length === 0) found.next = null;
    for (const row of rows) {
      const { hit, whole } = await look(ledger, row, search);
      if (hit) found.runs.push(row.id);
      if (!whole) found.unread++;
      found.looked++;
      found.next = row.id;
      if (performance.now() >= end) break;
    }
  }
  return found;
}

interface Row {
  id: string;
  name: string;
  starter: string;
}

interface Look {
  matches: (text: string) => boolean;
  textOf: (bytes: Buffer) => string;
}

/** `whole`: all of it could be read. */
async function look(ledger: Ledger, row: Row, { matches, textOf }: Look): Promise<{ hit: boolean; whole: boolean }> {
  const reader = await tellerOf(ledger, row.id);
  let hit = false;
  let whole = true;
  const see = (value: Json): void => {
    if (isUnreadable(value)) whole = false;
    else hit ||= matches(textsIn(value).join('\n'));
  };
  see(reader.text('name', row.name));
  see(reader.text('starter', row.starter));
  for (const value of await bodiesOf(ledger, row.id, reader)) see(value);
  if (hit) return { hit, whole };
  const { rows: documents } = await ledger.pool.query<{ document: string }>(
    'select n.document from document_runs n join documents d on d.id = n.document where n.run = $1 and d.erased_at is null',
    [row.id],
  );
  for (const { document } of documents) {
    try {
      const { bytes, filename } = await getDocument(ledger, document);
      see(filename ?? '');
      see(textOf(bytes));
    } catch (error) {
      if (!(error instanceof SeaworthyError)) throw error;
      whole &&= error.code === 'Document.Erased';
    }
  }
  return { hit, whole };
}

async function bodiesOf(ledger: Ledger, run: string, reader: Reader): Promise<Json[]> {
  const { rows } = await ledger.pool.query<Omit<StoredBody, 'run'>>(
    `select source, header, body from entries where run = $1 and body <> ''`,
    [run],
  );
  const { rows: answers } = await ledger.pool.query<{ answer: Buffer }>(
    'select answer from quarantine where run = $1',
    [run],
  );
  return [
    ...rows.map((entry) => reader.body({ run, ...entry })),
    ...answers.map(({ answer }) => reader.text('quarantine', answer.toString('base64url'))),
  ];
}

function isUnreadable(value: Json): boolean {
  return value === '(unreadable)' || (typeof value === 'object' && value !== null && 'unreadable' in value);
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => [key, ...textsIn(each)]);
}
