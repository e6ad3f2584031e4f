import { z } from 'zod';
import type { Place } from '../ledger/place';
import { invalid } from './invalid';

const Cursor = z.tuple([z.string().regex(/^[\d:. +-]{10,40}$/), z.string().max(400)]);

/** Opaque to callers. */
export function encodeCursor({ at, id }: Place): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/** @throws SeaworthyError `Input.Invalid` */
export function decodeCursor(text: string): Place {
  try {
    const [at, id] = Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return { at, id };
  } catch {
    throw invalid([{ path: ['cursor'], message: 'use `next` of the page before' }]);
  }
}
