import type { Entry } from '../contracts/entry';
import type { Reader, StoredBody } from './reader';

/** An entry as its row has it. */
export interface EntryRow extends StoredBody {
  seq: number;
  kind: string;
  step: string | null;
  at: Date;
  seal: Buffer;
}

export function toEntry(row: EntryRow, reader: Reader): Entry {
  return {
    ...row,
    header: JSON.parse(row.header) as object,
    body: reader.body(row),
    seal: row.seal.toString('hex'),
  } as Entry;
}
