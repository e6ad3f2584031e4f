import { randomBytes } from 'node:crypto';
import type { RunId } from '../contracts/ids';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base 32

/** `run_` and 26 characters: 48 bits of time, so that ids sort by it, and 80 random ones. */
export function mintRunId(now = Date.now()): RunId {
  const time = Buffer.alloc(6);
  time.writeUIntBE(now, 0, 6);
  let rest = BigInt(`0x${Buffer.concat([time, randomBytes(10)]).toString('hex')}`);
  let text = '';
  for (let i = 0; i < 26; i++, rest >>= 5n) text = alphabet[Number(rest & 31n)]! + text;
  return `run_${text}` as RunId;
}
