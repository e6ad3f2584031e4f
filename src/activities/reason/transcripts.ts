import { LRUCache } from 'lru-cache';
import type { Agent } from '../../agents/define-agent';
import type { Entry, EntryKind, NewEntry } from '../../contracts/entry';
import type { RunId } from '../../contracts/ids';
import type { Appended } from '../../ledger/append';
import type { Ledger } from '../../ledger/ledger';
import { readTranscriptEntries } from '../../ledger/read-transcript-entries';
import { COLLECTED } from '../../masking/collect-entry';
import { Vault } from '../../masking/vault';
import { Transcript } from './transcript';

/** Of other steps: what the run has established, and what the vault is made from. */
const OF_THE_RUN: readonly EntryKind[] = ['fact-established', ...COLLECTED];
interface Kept {
  transcript: Transcript;
  /** Of the transcript's last entry, in hex. */
  seal: string;
}

/**
 * Saves reading the ledger again: a transcript is kept per step visit and only what came after its last entry is read. It is kept with the
 * seal of that entry: should the ledger have been restored to an older state and gone another way since, it is dropped.
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
  async upTo(last: Appended, of: { run: RunId; step: string; visit: number }): Promise<Transcript> {
    const kept = this.cache.get(keyOf(of));
    const read = (kept && (await this.readOn(kept, last, of))) ?? (await this.readAll(last, of));
    this.cache.set(keyOf(of), read);
    return read.transcript;
  }

  /** Undefined where the ledger has gone another way since. */
  private async readOn(
    kept: Kept,
    last: Appended,
    { run, step }: { run: RunId; step: string },
  ): Promise<Kept | undefined> {
    const { transcript, seal } = kept;
    if (transcript.seq >= last.seq) return transcript.seq === last.seq && seal === last.head ? kept : undefined;
    const unread = { step, kinds: OF_THE_RUN, after: { seq: transcript.seq, seal } };
    const entries = await readTranscriptEntries(this.ledger, run, unread);
    return entries && take(transcript, entries, last);
  }

  private async readAll(
    last: Appended,
    { run, step, visit }: { run: RunId; step: string; visit: number },
  ): Promise<Kept> {
    const entries = await readTranscriptEntries(this.ledger, run, { step, kinds: OF_THE_RUN });
    return take(new Transcript(step, visit, new Vault(this.agents)), entries ?? [], last);
  }

  /** Takes in what was just appended, from memory where nobody else wrote in between. */
  async advance(
    transcript: Transcript,
    entries: readonly NewEntry[],
    appended: Appended,
    of: { run: RunId; step: string; visit: number },
  ): Promise<Transcript> {
    const first = appended.seq - entries.length + 1;
    if (transcript.seq !== first - 1 || appended.appended !== entries.length) return this.upTo(appended, of);
    entries.forEach((entry, index) => {
      transcript.apply({
        ...entry,
        run: of.run,
        seq: first + index,
        at: new Date(),
        body: entry.body ?? null,
        seal: '',
      });
    });
    this.cache.set(keyOf(of), { transcript, seal: appended.head });
    return transcript;
  }
}

function keyOf({ run, step, visit }: { run: RunId; step: string; visit: number }): string {
  return `${run} ${step} ${visit}`;
}

/** The run's last entry may be of another step; and another one may have come in since. */
function take(transcript: Transcript, entries: readonly Entry[], last: Appended): Kept {
  for (const entry of entries) transcript.apply(entry);
  const newest = entries.at(-1);
  if (newest && newest.seq > last.seq) return { transcript, seal: newest.seal };
  transcript.seq = last.seq;
  return { transcript, seal: last.head };
}
