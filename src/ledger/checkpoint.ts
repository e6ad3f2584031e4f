import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Bytes of a seal that a checkpoint keeps of each entry, to tell which one was altered. That one was is told by the head, which is whole. */
export const MARK_BYTES = 8;

const Claims = z.object({
  ledger: z.string(),
  number: z.number().int(),
  at: z.string(),
  previous: z.string().nullable(),
  runs: z.number().int(),
  root: z.string(),
  changed: z.array(z.tuple([z.string(), z.number().int(), z.string(), z.string()])),
  gone: z.array(z.string()),
});

/** What is signed, once a minute. docs/audit.md says what each field is for. */
export type Checkpoint = z.infer<typeof Claims>;

export function toCheckpoint(claims: unknown): Checkpoint {
  return Claims.parse(claims);
}

/** Base64url of the digest of a checkpoint as it stands in the file: what the next one names as `previous`. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** The digest over all runs in the order of the bytes of their ids. */
export class Root {
  private readonly hash = createHash('sha256');

  add(run: string, seq: number, head: string): void {
    this.hash.update(`${run}\n${seq}\n${head}\n`);
  }

  digest(): string {
    return this.hash.digest('base64url');
  }
}
