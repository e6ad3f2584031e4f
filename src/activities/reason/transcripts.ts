import { LRUCache } from 'lru-cache';
import type { Agent } from '../../agents/define-agent';
import type { Entry, EntryKind } from '../../contracts/entry';
import type { RunId } from '../../contracts/ids';
import type { Appended } from '../../ledger/append';
import type { Ledger } from '../../ledger/ledger';
import { readTranscriptEntries } from '../../ledger/read-transcript-entries';
import { COLLECTED } from '../../masking/collect-entry';
import { Vault } from '../../masking/vault';
import { Transcript } from './transcript';

/** Of other steps: what the run has established, and what the vault is made from. */
const OF_THE_RUN: readonly EntryKind[] = ['fact-established', ...COLLECTED];
export interface StepVisit {
  run: RunId;
  step: string;
  visit: number;
}

interface Kept {
  transcript: Transcript;
  /** Of the transcript's last entry, in hex. */
  seal: string;
}

/**
 * Saves reading the ledger again: a transcript is kept per step visit and only what came after its last entry is read. It is kept with the
 * seal of that entry: should the ledger have been restored to an older state and gone another way since, it is dropped. Whoever takes one has it
 * alone until it is given back: an attempt that was replaced, in the same process, must not write in the transcript of its successor.
 */
export class Transcripts {
  private readonly cache: LRUCache<string, Kept>;

  constructor(
    private readonly ledger: Ledger,
    private readonly agents: Readonly<Record<string, Agent>>,
    max = 500,
  ) {
    this.cache = new LRUCache({ max });
  }

  /** The transcript up to the run's last entry. */
  async upTo(last: Appended, of: StepVisit): Promise<Transcript> {
    const kept = this.cache.get(keyOf(of));
    this.cache.delete(keyOf(of));
    return (kept && (await this.readOn(kept, last, of))) ?? (await this.readAll(last, of));
  }

  /** Gives a transcript back, all of which the ledger has; `seal`: of its last entry, in hex. */
  keep(transcript: Transcript, seal: string, of: StepVisit): void {
    this.cache.set(keyOf(of), { transcript, seal });
  }

  /** Undefined where the ledger has gone another way since. */
  private async readOn(kept: Kept, last: Appended, { run, step }: StepVisit): Promise<Transcript | undefined> {
    const { transcript, seal } = kept;
    if (transcript.seq >= last.seq) return transcript.seq === last.seq && seal === last.head ? transcript : undefined;
    const unread = { step, kinds: OF_THE_RUN, after: { seq: transcript.seq, seal } };
    const entries = await readTranscriptEntries(this.ledger, run, unread);
    return entries && take(transcript, entries, last);
  }

  private async readAll(last: Appended, { run, step, visit }: StepVisit): Promise<Transcript> {
    const entries = await readTranscriptEntries(this.ledger, run, { step, kinds: OF_THE_RUN });
    return take(new Transcript(step, visit, new Vault(this.agents)), entries ?? [], last);
  }
}

function keyOf({ run, step, visit }: StepVisit): string {
  return `${run} ${step} ${visit}`;
}

/** The run's last entry may be of another step; and another one may have come in since. */
function take(transcript: Transcript, entries: readonly Entry[], last: Appended): Transcript {
  for (const entry of entries) transcript.apply(entry);
  transcript.seq = Math.max(transcript.seq, last.seq);
  return transcript;
}
