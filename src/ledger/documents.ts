import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { SeaworthyError } from '../contracts/errors';
import type { DocumentId } from '../contracts/ids';
import type { Ledger } from './ledger';
import { documents } from './schema';

export interface StoredDocument {
  id: DocumentId;
  mediaType: string;
  filename: string | null;
  bytes: Buffer;
}

/** Stores bytes under their own digest; the same bytes twice are one document. */
export async function putDocument(
  ledger: Ledger,
  document: { bytes: Uint8Array; mediaType: string; filename?: string | undefined },
): Promise<DocumentId> {
  const bytes = Buffer.from(document.bytes);
  const id = `sha256:${createHash('sha256').update(bytes).digest('hex')}` as DocumentId;
  await ledger.db
    .insert(documents)
    .values({ id, mediaType: document.mediaType, filename: document.filename ?? null, bytes })
    .onConflictDoNothing();
  return id;
}

/** @throws SeaworthyError `Document.Unknown` */
export async function getDocument(ledger: Ledger, id: string): Promise<StoredDocument> {
  const [row] = await ledger.db.select().from(documents).where(eq(documents.id, id));
  if (!row) throw new SeaworthyError('Document.Unknown', `Document ${id.slice(0, 19)}… is not in the ledger.`);
  return { ...row, id: row.id as DocumentId };
}
