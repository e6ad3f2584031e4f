import { createHash } from 'node:crypto';

/** An entry as its columns are; `at` as PostgreSQL writes it in UTC, since a Date has no microseconds. */
export interface RawEntry {
  run: string;
  seq: number;
  source: string;
  kind: string;
  step: string | null;
  at: string;
  header: string;
  body: Buffer;
  seal: Buffer;
}

export const FIRST_HEAD = Buffer.alloc(32);

/**
 * The seal that an entry has to have after this one. Computes what `sealed_header` and `append_entries` compute in the database, and asks
 * neither: whoever owns the database can replace them.
 */
export function sealOf(previous: Buffer, entry: RawEntry): Buffer {
  const { run, seq, source, kind, step, at, header, body } = entry;
  const sealed = [run, seq, source, kind, step ?? '', isoOf(at), header].join('\n');
  return sha256(previous, sha256(sealed), sha256(body));
}

/** `2026-11-21 08:00:00.25+00` → `2026-11-21T08:00:00.250000Z`. */
export function isoOf(at: string): string {
  const [, date, time, fraction = ''] = /^(\S+) ([\d:]+)(?:\.(\d+))?\+00$/.exec(at) ?? [];
  return date ? `${date}T${time}.${fraction.padEnd(6, '0')}Z` : at;
}

function sha256(...parts: (Buffer | string)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
