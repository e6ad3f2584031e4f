import { createHash, randomBytes } from 'node:crypto';
import type { RunId } from '../contracts/ids';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base 32

/** `run_` and 26 characters: 48 bits of time, so that ids sort by it, and 80 random ones. */
export function mintRunId(now = Date.now()): RunId {
  return runIdOf(now, randomBytes(10));
}

/** The same for the same call, so that a repeated attempt hands over to the same run. */
export function delegatedRunId({ at, ...call }: { run: RunId; incarnation: number; call: string; at: number }): RunId {
  return runIdOf(at, createHash('sha256').update(JSON.stringify(call)).digest().subarray(0, 10));
}

function runIdOf(at: number, bytes: Buffer): RunId {
  const time = Buffer.alloc(6);
  time.writeUIntBE(at, 0, 6);
  let rest = BigInt(`0x${Buffer.concat([time, bytes]).toString('hex')}`);
  let text = '';
  for (let i = 0; i < 26; i++, rest >>= 5n) text = alphabet[Number(rest & 31n)]! + text;
  return `run_${text}` as RunId;
}
