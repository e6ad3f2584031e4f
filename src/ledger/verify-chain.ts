import type { Covered } from './verify-coverage';
import { fits } from './verify-coverage';
import type { EntryFlaw } from './verify-finding';
import { FIRST_HEAD, sealOf } from './verify-seal';
import type { RawEntry } from './verify-seal';

export interface Flaw {
  seq: number;
  why: EntryFlaw;
}

/** Follows the entries of one run in order and finds the first that is not what it was. Holds one of them at a time. */
export class ChainCheck {
  private head: Buffer = FIRST_HEAD;
  private seq = 0;
  private flaw: Flaw | undefined;
  /** The entry that does not fit, until the next one tells how. */
  private suspect: RawEntry | undefined;

  constructor(private readonly covered: Covered | undefined) {}

  /** Whether it has held so far. */
  get holds(): boolean {
    return !this.flaw;
  }

  add(entry: RawEntry): void {
    if (this.flaw) return this.explain(entry);
    const due = this.seq + 1;
    if (entry.seq !== due) {
      this.flaw = entry.seq > due ? { seq: due, why: 'missing' } : { seq: entry.seq, why: 'inserted' };
      return;
    }
    const seal = sealOf(this.head, entry);
    // Null and '' are sealed alike, and no step is called ''.
    if (entry.step === '' || !seal.equals(entry.seal) || !fits(this.covered, due, seal)) {
      this.flaw = { seq: due, why: 'altered' };
      this.suspect = entry;
      return;
    }
    this.head = seal;
    this.seq = due;
  }

  /** After the last entry. `run` is the run's row. */
  end(run: { seq: number; head: Buffer }): Flaw | undefined {
    if (this.flaw) return this.flaw;
    const next = this.seq + 1;
    if (run.seq > this.seq) return { seq: next, why: 'cut off' };
    if (run.seq < this.seq) return { seq: run.seq + 1, why: 'inserted' };
    if (this.covered && this.covered.seq > this.seq) return { seq: next, why: 'rolled back' };
    if (!run.head.equals(this.head)) return { seq: next, why: 'cut off' };
    return undefined;
  }

  /** Entries that were moved took their seals with them, and checkpoints know where those belong. */
  private explain(next: RawEntry): void {
    const { suspect, covered } = this;
    this.suspect = undefined;
    if (!suspect || !covered || next.seq !== suspect.seq + 1 || next.seq >= covered.seq) return;
    const belongs = (entry: RawEntry, seq: number): boolean => seq <= covered.seq && fits(covered, seq, entry.seal);
    const { seq } = suspect;
    if (belongs(next, seq) && !belongs(suspect, seq + 1)) this.flaw = { seq, why: 'inserted' };
    else if (belongs(suspect, seq)) return;
    else if (belongs(suspect, seq + 1) && belongs(next, seq + 2)) this.flaw = { seq, why: 'missing' };
    else if (placeOf(covered, suspect) > seq) this.flaw = { seq, why: 'reordered' };
  }
}

function placeOf(covered: Covered, { seal, seq }: RawEntry): number {
  for (let at = seq + 1; at <= covered.seq; at++) if (fits(covered, at, seal)) return at;
  return 0;
}
