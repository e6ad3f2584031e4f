import { createHash } from 'node:crypto';
import { invalid } from './invalid';

const CHECK_BYTES = 8;

/** Temporal's page token as a cursor, opaque to callers. With a check sum: of what is no token of its own Temporal says late, and not clearly. */
export function encodePageToken(token: Uint8Array): string {
  return Buffer.concat([checkOf(token), token]).toString('base64url');
}

/** @throws SeaworthyError `Input.Invalid` */
export function decodePageToken(cursor: string): Uint8Array {
  const bytes = Buffer.from(cursor, 'base64url');
  const token = bytes.subarray(CHECK_BYTES);
  if (!bytes.subarray(0, CHECK_BYTES).equals(checkOf(token)))
    throw invalid([{ path: ['cursor'], message: 'use `next` of the page before' }]);
  return token;
}

const checkOf = (token: Uint8Array): Buffer => createHash('sha256').update(token).digest().subarray(0, CHECK_BYTES);
