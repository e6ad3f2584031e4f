import { createHash } from 'node:crypto';
import { canonicalize } from 'json-canonicalize';

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * SHA-256 over the canonical JSON (RFC 8785) of parsed arguments, as hex.
 * @throws TypeError on lone surrogates, which canonical JSON cannot hold: two texts that differ would look the same to a reviewer.
 */
export function digestOf(args: unknown): string {
  const text = canonicalize(args);
  JSON.stringify(args, (key, value: unknown) => {
    if (LONE_SURROGATE.test(key) || (typeof value === 'string' && LONE_SURROGATE.test(value)))
      throw new TypeError('lone surrogate');
    return value;
  });
  return createHash('sha256').update(text).digest('hex');
}
