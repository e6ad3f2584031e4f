import { and, inArray, isNull } from 'drizzle-orm';
import { KeyDestroyed } from '../integrations/keys/data-keys';
import { KeyError } from '../integrations/keys/key-ring';
import { Cipher } from './cipher';
import type { Ledger } from './ledger';
import { documents } from './schema';

export interface DocumentRecord {
  id: string;
  mediaType: string;
  /** Null also where it does not open any more. */
  filename: string | null;
}

/** Stored documents, without what is in them, in the order of these ids; not those that were erased. */
export async function listDocuments(ledger: Ledger, ids: readonly string[]): Promise<DocumentRecord[]> {
  if (ids.length === 0) return [];
  const { id, key, mediaType, filename, erasedAt } = documents;
  const rows = await ledger.db
    .select({ id, key, mediaType, filename })
    .from(documents)
    .where(and(inArray(id, [...ids]), isNull(erasedAt)));
  const told = rows.map(async (row) => {
    const name = row.filename && (await openName(ledger, row.key, row.filename));
    return { id: row.id, mediaType: row.mediaType, filename: name };
  });
  return (await Promise.all(told)).sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

async function openName(ledger: Ledger, key: string, filename: Buffer): Promise<string | null> {
  try {
    const held = await ledger.keys.get(key);
    return held ? new Cipher(held).decrypt(filename, 'filename').toString() : null;
  } catch (error) {
    if (error instanceof KeyError || error instanceof KeyDestroyed) return null;
    throw error;
  }
}
