import { z } from 'zod';
import type { RunCursor } from '../ledger/list-runs';
import { invalid } from './invalid';

const Cursor = z.tuple([z.string().regex(/^[\d:. +-]{10,40}$/), z.string().max(100)]);

/** Opaque to callers. */
export function encodeCursor({ startedAt, id }: RunCursor): string {
  return Buffer.from(JSON.stringify([startedAt, id])).toString('base64url');
}

/** @throws SeaworthyError `Input.Invalid` */
export function decodeCursor(text: string): RunCursor {
  try {
    const [startedAt, id] = Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return { startedAt, id };
  } catch {
    throw invalid([{ path: ['cursor'], message: 'use `next` of the page before' }]);
  }
}
