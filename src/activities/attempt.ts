import { Context } from '@temporalio/activity';
import type { Pool, PoolClient } from 'pg';
import type { Fact, Head, Position } from '../contracts/activities';
import type { Headers, NewEntry } from '../contracts/entry';
import { append, appendAndSettle, storedForm } from '../ledger/append';
import type { Appended } from '../ledger/append';
import { checkFence } from '../ledger/check-fence';
import type { WorstCase } from '../ledger/check-fence';
import type { Fence } from '../ledger/fence';
import type { HaltScopes } from '../ledger/halt-found';
import type { Ledger } from '../ledger/ledger';
import { faultPoint } from '../fault-point';
import type { Settlement } from '../ledger/settle';
import { countEntries } from '../telemetry/count-entries';

/** What an attempt leaves to the next one by heartbeat. `over`: it ended by a failure of its own; one that died could not say so. */
interface Left {
  head?: Head;
  over?: boolean;
}

/**
 * One attempt of an activity as the ledger knows it. The epoch is the time the attempt was scheduled, not its number: resetting an activity in
 * Temporal starts the numbers again.
 */
export class Attempt {
  readonly run;
  readonly id: string;
  readonly epoch: number;
  /** The attempt before this one ended without a word: its worker died, or its time was over. Only where activities beat. */
  readonly lost: boolean;
  private known: Head | undefined;
  private readonly first: boolean;

  constructor(
    private readonly ledger: Ledger,
    private readonly position: Position,
    private readonly context = Context.current(),
  ) {
    const { info } = context;
    const left = (info.heartbeatDetails ?? {}) as Left;
    this.run = position.run;
    this.id = info.activityId;
    this.epoch = info.currentAttemptScheduledTimestampMs;
    this.first = info.attempt === 1;
    this.lost = !this.first && info.heartbeatTimeoutMs !== undefined && left.over !== true;
    this.known = position.known;
    this.saw(left.head);
  }

  get fence(): Fence {
    const { position, known } = this;
    return {
      temporalRun: this.context.info.workflowExecution?.runId ?? '',
      ...(position.continuedFrom ? { continuedFrom: position.continuedFrom } : {}),
      wave: position.wave,
      activity: this.id,
      epoch: this.epoch,
      known,
    };
  }

  /** How far the ledger was when it was last asked, or is known to have been. */
  get head(): Head | undefined {
    return this.known;
  }

  /** The ledger holds this entry: from now on one that does not is not believed. */
  saw(head: Head | undefined): void {
    if (head && head.seq > (this.known?.seq ?? 0)) this.known = head;
  }

  /** Records what the workflow sent along; a retry says first that it has taken over, which fences the attempt before it. */
  begin(before: readonly NewEntry[] = []): Promise<Appended> {
    const facts = this.position.facts.map(({ index, ...fact }) => ({ ...fact, source: sourceOf(index, fact) }));
    return this.append([...before, ...(this.first ? [] : [this.resumed()]), ...facts]);
  }

  /** `settlement`: of the model call that the entries come from. */
  async append(entries: readonly NewEntry[], settlement?: Settlement): Promise<Appended> {
    const { ledger, run, fence } = this;
    const appended = await (settlement
      ? appendAndSettle(ledger, run, fence, entries, settlement)
      : append(ledger, run, fence, entries));
    faultPoint('attempt.appended');
    countEntries(entries);
    this.saw({ seq: appended.seq, seal: appended.head });
    return appended;
  }

  /**
   * Before a model call: appends the `entries` that it rests on, and says whether this attempt is still the one, a halt is in force, and the
   * budgets afford it.
   */
  async check(
    scopes: HaltScopes,
    call: WorstCase,
    { db = this.ledger.pool, entries = [] }: { db?: Pool | PoolClient; entries?: readonly NewEntry[] } = {},
  ): ReturnType<typeof checkFence> {
    const { values, documents } = await storedForm(this.ledger, this.run, entries);
    if (documents.length > 0) {
      const { appended } = await this.append(entries); // which notes the documents as well
      const checked = await this.check(scopes, call, { db });
      checked.appended.appended += appended;
      return checked;
    }
    const checked = await checkFence(db, this.run, this.fence, scopes, call, values);
    countEntries(entries);
    this.saw({ seq: checked.appended.seq, seal: checked.appended.head });
    return checked;
  }

  /** Tells Temporal that the attempt is alive, and the next one how far the ledger was. */
  beat(doing: string): void {
    this.context.heartbeat({ doing, ...this.left() });
  }

  /** The attempt fails: what it leaves is sent before the failure is. */
  over(): void {
    if (this.context.info.heartbeatTimeoutMs !== undefined) this.context.heartbeat({ ...this.left(), over: true });
  }

  private left(): Left {
    return this.known ? { head: this.known } : {};
  }

  private resumed(): NewEntry {
    return {
      source: `${this.id}:resumed:${this.epoch}`,
      kind: 'resumed',
      step: null,
      header: { activity: this.id },
    };
  }
}

/** A call has one result, whoever notes it. */
function sourceOf(index: number, fact: Omit<Fact, 'index'>): string {
  return fact.kind === 'result' ? `call:${(fact.header as Headers['result']).call}:result` : `w:${index}`;
}
