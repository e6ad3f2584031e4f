import { randomBytes } from 'node:crypto';
import type { Entry } from '../contracts/entry';

/** What a run's tokens are made with, in the body of its first entry: as well kept as the values that the tokens stand for. */
export function newRunSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Runs that began before there were secrets have the seal of that entry. */
export function secretOf({ body, seal }: Pick<Entry, 'body' | 'seal'>): Buffer {
  const { secret } = (body ?? {}) as { secret?: unknown };
  return typeof secret === 'string' ? Buffer.from(secret, 'base64url') : Buffer.from(seal, 'hex');
}
