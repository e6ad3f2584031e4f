import { createHash, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { SeaworthyError } from '../contracts/errors';
import type { DocumentId, RunId } from '../contracts/ids';
import { KeyDestroyed } from '../integrations/keys/data-keys';
import { KeyError } from '../integrations/keys/key-ring';
import { Cipher } from './cipher';
import type { Ledger } from './ledger';
import { indexCipher } from './run-cipher';
import { documents } from './schema';

export interface StoredDocument {
  id: DocumentId;
  mediaType: string;
  filename: string | null;
  bytes: Buffer;
}

/**
 * Stores bytes under a data key of their own; the same bytes twice are one document. Its id is the digest of what is stored, so that it can be
 * held against its name without the key.
 */
export async function putDocument(
  ledger: Ledger,
  document: { bytes: Uint8Array; mediaType: string; filename?: string | undefined },
): Promise<DocumentId> {
  const fingerprint = Buffer.from((await indexCipher(ledger)).digest(document.bytes), 'hex');
  const there = await find(ledger, fingerprint);
  if (there) return there;
  const key = `document/${randomUUID()}`;
  const cipher = new Cipher(await ledger.keys.obtain(key));
  const bytes = cipher.encrypt(document.bytes, 'document');
  await ledger.db
    .insert(documents)
    .values({
      id: digestOfStored(bytes),
      key,
      mediaType: document.mediaType,
      filename: document.filename === undefined ? null : cipher.encrypt(Buffer.from(document.filename), 'filename'),
      bytes,
      fingerprint,
    })
    .onConflictDoNothing();
  return (await find(ledger, fingerprint)) ?? putDocument(ledger, document); // the one that came first, unless it was erased meanwhile
}

async function find(ledger: Ledger, fingerprint: Buffer): Promise<DocumentId | undefined> {
  const [row] = await ledger.db
    .select({ id: documents.id })
    .from(documents)
    .where(eq(documents.fingerprint, fingerprint));
  return row?.id as DocumentId | undefined;
}

/** The name of a document by its bytes as they are stored. */
export function digestOfStored(bytes: Uint8Array): DocumentId {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}` as DocumentId;
}

/** @throws SeaworthyError `Document.Unknown`, `Document.Erased`, `Ledger.Unreadable` */
export async function getDocument(ledger: Ledger, id: string): Promise<StoredDocument> {
  const [row] = await ledger.db.select().from(documents).where(eq(documents.id, id));
  if (!row) throw new SeaworthyError('Document.Unknown', `Document ${short(id)} is not in the ledger.`);
  if (row.erasedAt) throw new SeaworthyError('Document.Erased', `Document ${short(id)} was erased.`);
  try {
    const key = await ledger.keys.get(row.key);
    if (!key) throw new KeyError('its data key is not held here');
    const cipher = new Cipher(key);
    return {
      id: row.id as DocumentId,
      mediaType: row.mediaType,
      filename: row.filename && cipher.decrypt(row.filename, 'filename').toString(),
      bytes: cipher.decrypt(row.bytes, 'document'),
    };
  } catch (error) {
    if (error instanceof KeyDestroyed) throw new SeaworthyError('Document.Erased', `Document ${short(id)} was erased.`);
    if (!(error instanceof KeyError)) throw error;
    throw new SeaworthyError('Ledger.Unreadable', `Document ${short(id)} does not open. ${error.message}`);
  }
}

/** Whether a run of one of these tenants names it. */
export async function isNamedFor(ledger: Ledger, id: string, tenants: readonly string[]): Promise<boolean> {
  const { rowCount } = await ledger.pool.query(
    'select 1 from document_runs d join runs r on r.id = d.run where d.document = $1 and r.tenant = any ($2) limit 1',
    [id, tenants],
  );
  return rowCount !== 0;
}

/**
 * Notes that a run names documents, before it begins: from now on none of them is erased with another run. Waits for an erasure under way.
 * @throws SeaworthyError `Document.Erased`
 */
export async function keepDocuments(ledger: Ledger, run: RunId, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await ledger.pool.query(
    `insert into document_runs (document, run) select d.id, $1 from (select id from documents where id = any ($2) and erased_at is null for key share) d
     on conflict do nothing`,
    [run, ids],
  );
  const { rows } = await ledger.pool.query<{ id: string }>(
    'select id from documents where id = any ($1) and erased_at is not null',
    [ids],
  );
  if (rows[0]) throw new SeaworthyError('Document.Erased', `Document ${short(rows[0].id)} was erased.`);
}

function short(id: string): string {
  return `${id.slice(0, 19)}…`;
}
