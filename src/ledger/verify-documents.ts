import type { ClientBase } from 'pg';
import { digestOfStored } from './documents';
import type { Finding } from './verify-finding';
import { stream } from './verify-session';

const DOCUMENTS_AT_ONCE = 10;

/** A document is named by the digest of its bytes as they are stored. */
export function isAltered({ id, bytes }: { id: string; bytes: Buffer }): boolean {
  return id !== digestOfStored(bytes);
}

export async function findAlteredDocuments(client: ClientBase): Promise<Finding[]> {
  const findings: Finding[] = [];
  const all = stream<{ id: string; bytes: Buffer }>(
    client,
    'audited_documents',
    'select id, bytes from public.documents',
    {
      bite: DOCUMENTS_AT_ONCE,
    },
  );
  for await (const documents of all) {
    for (const document of documents) if (isAltered(document)) findings.push({ what: 'document', id: document.id });
  }
  return findings;
}
