import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** SHA-256 over the canonical JSON (RFC 8785) of parsed arguments, as hex. @throws on what canonical JSON cannot hold, such as lone surrogates. */
export function digestOf(args: unknown): string {
  return createHash('sha256')
    .update(canonicalize(args) ?? 'null')
    .digest('hex');
}
