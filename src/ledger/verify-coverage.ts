import type { Verifier } from '../integrations/keys/key-ring';
import { MARK_BYTES, Root } from './checkpoint';
import type { Checkpoint } from './checkpoint';
import { readChain } from './checkpoint-chain';
import type { CheckpointStore } from './checkpoint-store';
import type { Finding } from './verify-finding';

const NOT_KNOWN = Buffer.alloc(MARK_BYTES);

/** What checkpoints know of a run. */
export interface Covered {
  /** How many entries, the seal of the last, and the number of the checkpoint that says so. */
  seq: number;
  head: Buffer;
  number: number;
  marks: Buffer;
  /** A later checkpoint saw the run shorter, other, or not at all: the first counts, later ones say nothing. */
  wentBack: boolean;
}

/** Whether a seal is the one that was covered at this place; true where nothing is known. */
export function fits(covered: Covered | undefined, seq: number, seal: Buffer): boolean {
  if (!covered || seq > covered.seq) return true;
  if (seq === covered.seq) return seal.equals(covered.head);
  const mark = markAt(covered, seq);
  return mark.equals(NOT_KNOWN) || seal.subarray(0, MARK_BYTES).equals(mark);
}

function markAt(covered: Covered, seq: number): Buffer {
  return covered.marks.subarray((seq - 1) * MARK_BYTES, seq * MARK_BYTES);
}

/** All that checkpoints say, run by run, and what is wrong with the checkpoints themselves. */
export class Coverage {
  readonly runs = new Map<string, Covered>();
  readonly findings: Finding[] = [];
  readonly hashes = new Map<number, string>();
  last: Checkpoint | undefined;
  private readonly latest = new Map<string, readonly [seq: number, head: string]>();

  /** The whole chain, in order. */
  static async ofChain(
    store: CheckpointStore,
    verifier: Verifier,
    onProgress?: (n: number) => void,
  ): Promise<Coverage> {
    const coverage = new Coverage();
    for await (const { checkpoint, follows, place } of readChain(store, verifier)) {
      if (!follows)
        coverage.findings.push({ what: 'checkpoint', number: (coverage.last?.number ?? 0) + 1, why: 'missing' });
      coverage.hashes.set(place.number, place.hash!);
      coverage.add(checkpoint);
      onProgress?.(checkpoint.number);
    }
    coverage.checkRoot();
    return coverage;
  }

  add(checkpoint: Checkpoint): void {
    this.last = checkpoint;
    for (const [run, seq, head, marks] of checkpoint.changed) {
      this.latest.set(run, [seq, head]);
      const now = { seq, head: Buffer.from(head, 'base64url'), number: checkpoint.number };
      const before = this.runs.get(run);
      if (before?.wentBack) continue;
      if (before && seq <= before.seq) before.wentBack = !(seq === before.seq && now.head.equals(before.head));
      else this.runs.set(run, { ...now, marks: extend(before, seq, Buffer.from(marks, 'base64url')), wentBack: false });
    }
    for (const run of checkpoint.gone) {
      this.latest.delete(run);
      const before = this.runs.get(run);
      if (before) before.wentBack = true;
    }
  }

  private checkRoot(): void {
    if (!this.last || this.findings.length > 0) return;
    const root = new Root();
    const ids = [...this.latest.keys()].map((id) => ({ id, bytes: Buffer.from(id) }));
    for (const { id } of ids.sort((a, b) => Buffer.compare(a.bytes, b.bytes))) root.add(id, ...this.latest.get(id)!);
    if (root.digest() !== this.last.root || ids.length !== this.last.runs)
      this.findings.push({ what: 'checkpoint', number: this.last.number, why: 'incomplete' });
  }
}

/** Where a checkpoint between is missing, what it knew stays unknown. */
function extend(before: Covered | undefined, seq: number, marks: Buffer): Buffer {
  const all = Buffer.alloc(seq * MARK_BYTES);
  before?.marks.copy(all);
  marks.copy(all, Math.max(0, all.length - marks.length));
  return all;
}
