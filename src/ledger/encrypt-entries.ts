import type { NewEntry } from '../contracts/entry';
import type { RunId } from '../contracts/ids';
import { encodeBody, encodeHeader } from './encode';
import type { Ledger } from './ledger';
import { placeOfBody } from './reader';
import { runCipher } from './run-cipher';

const DOCUMENT_ID = /sha256:[0-9a-f]{64}/g;

/** Entries as they are stored, and the documents that their bodies name. */
export interface Encrypted {
  headers: string[];
  bodies: Buffer[];
  documents: string[];
}

/** Encrypts what has to be; where nothing has, no key is asked for. A body that says nothing is empty. @throws SeaworthyError `Run.Erased` */
export async function encryptEntries(ledger: Ledger, run: RunId, entries: readonly NewEntry[]): Promise<Encrypted> {
  const content = entries.some(({ body = null }) => body !== null);
  const cipher = content ? await runCipher(ledger, run) : undefined;
  const found = new Set<string>();
  const encrypted: Encrypted = { headers: [], bodies: [], documents: [] };
  for (const { source, header: told, body = null } of entries) {
    const header = encodeHeader(told);
    encrypted.headers.push(header);
    if (body === null) {
      encrypted.bodies.push(Buffer.alloc(0));
      continue;
    }
    const text = encodeBody(body);
    for (const id of documentsIn(text)) found.add(id);
    encrypted.bodies.push(cipher!.encrypt(text, placeOfBody({ run, source, header })));
  }
  encrypted.documents.push(...found);
  return encrypted;
}

export function documentsIn(text: Buffer | string): string[] {
  return [...text.toString().matchAll(DOCUMENT_ID)].map(([id]) => id);
}
