import { LRUCache } from 'lru-cache';
import type { NewEntry } from '../../contracts/entry';
import type { RunId } from '../../contracts/ids';
import type { Appended } from '../../ledger/append';
import type { Ledger } from '../../ledger/ledger';
import { readTranscriptEntries } from '../../ledger/read-transcript-entries';
import { Transcript } from './transcript';

/**
 * Saves reading the ledger again: a transcript is kept per step visit and only what came after its last entry is read. The ledger is append
 * only, so what was read stays true; should it have been restored to an older state, the transcript is ahead of it and is dropped.
 */
export class Transcripts {
  private readonly cache: LRUCache<string, Transcript>;

  constructor(
    private readonly ledger: Ledger,
    max = 500,
  ) {
    this.cache = new LRUCache({ max });
  }

  /** The transcript up to `seq`, the run's last entry. */
  async upTo(seq: number, of: { run: RunId; step: string; visit: number }): Promise<Transcript> {
    const key = `${of.run} ${of.step} ${of.visit}`;
    const kept = this.cache.get(key);
    const transcript = kept && kept.seq <= seq ? kept : new Transcript(of.step, of.visit);
    if (transcript.seq < seq) {
      for (const entry of await readTranscriptEntries(this.ledger, of.run, of.step, transcript.seq))
        transcript.apply(entry);
      transcript.seq = Math.max(transcript.seq, seq);
    }
    this.cache.set(key, transcript);
    return transcript;
  }

  /** Takes in what was just appended, from memory where nobody else wrote in between. */
  async advance(
    transcript: Transcript,
    entries: readonly NewEntry[],
    appended: Appended,
    of: { run: RunId; step: string; visit: number },
  ): Promise<Transcript> {
    const first = appended.seq - entries.length + 1;
    if (transcript.seq !== first - 1 || appended.appended !== entries.length) return this.upTo(appended.seq, of);
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
    return transcript;
  }
}
