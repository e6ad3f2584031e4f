import type { NewEntry } from '../../contracts/entry';
import type { Appended } from '../../ledger/append';
import type { WorstCase } from '../../ledger/check-fence';
import type { HaltScopes } from '../../ledger/halt-found';
import type { Settlement } from '../../ledger/settle';
import type { Attempt } from '../attempt';
import type { Transcript } from './transcript';
import type { StepVisit, Transcripts } from './transcripts';

/**
 * A step's transcript while an attempt writes on it. Entries may be taken in ahead of the ledger, so that they and what follows from them need one
 * round trip; nothing leaves this process before the ledger has them. Where somebody else wrote in between, it is read anew: `transcript` is
 * another one then, and what was concluded from the one before is void.
 */
export class Conversation {
  /** Taken in, and not in the ledger yet. */
  private ahead: NewEntry[] = [];
  /** The ledger has all of the transcript. */
  private confirmed = true;

  private constructor(
    private readonly attempt: Attempt,
    private readonly transcripts: Transcripts,
    private readonly of: StepVisit,
    public transcript: Transcript,
  ) {}

  static async open(attempt: Attempt, transcripts: Transcripts, of: StepVisit): Promise<Conversation> {
    return new Conversation(attempt, transcripts, of, await transcripts.upTo(await attempt.begin(), of));
  }

  /** To be in the ledger with what is written next. */
  takeIn(entries: readonly NewEntry[]): void {
    if (entries.length === 0) return;
    this.confirmed = false;
    for (const entry of entries) {
      const { seq } = this.transcript;
      this.transcript.apply({
        ...entry,
        run: this.of.run,
        seq: seq + 1,
        at: new Date(),
        body: entry.body ?? null,
        seal: '',
      });
    }
    this.ahead.push(...entries);
  }

  /** Writes what was taken in; settles the model call that it comes from. */
  async write(settlement?: Settlement): Promise<void> {
    if (this.ahead.length === 0 && !settlement) return;
    await this.confirm(await this.attempt.append(this.ahead, settlement));
  }

  async append(entries: readonly NewEntry[]): Promise<void> {
    this.takeIn(entries);
    await this.write();
  }

  /** Before a model call: writes what was taken in, and asks whether the call may be made. */
  async check(scopes: HaltScopes, call: WorstCase): ReturnType<Attempt['check']> {
    const checked = await this.attempt.check(scopes, call, { entries: this.ahead });
    await this.confirm(checked.appended);
    return checked;
  }

  /** Reads on where the ledger holds more than what was taken in. */
  async confirm({ seq, head, appended }: Appended): Promise<void> {
    const whole = this.transcript.seq === seq && appended === this.ahead.length;
    this.ahead = [];
    if (!whole) this.transcript = await this.transcripts.upTo({ seq, head, appended }, this.of);
    this.confirmed = true;
  }

  /** Lets the next attempt or stretch go on with the transcript. */
  close(): void {
    const { head } = this.attempt;
    this.transcript.rest();
    if (this.confirmed && head?.seq === this.transcript.seq) this.transcripts.keep(this.transcript, head.seal, this.of);
  }
}
