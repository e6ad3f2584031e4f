import { Context } from '@temporalio/activity';
import type { Fact, Position } from '../contracts/activities';
import type { Headers, NewEntry } from '../contracts/entry';
import { append } from '../ledger/append';
import type { Appended } from '../ledger/append';
import { checkFence } from '../ledger/check-fence';
import type { Fence } from '../ledger/fence';
import type { HaltScopes } from '../ledger/halt-found';
import type { Ledger } from '../ledger/ledger';

/**
 * One attempt of an activity as the ledger knows it. The epoch is the time the attempt was scheduled, not its number: resetting an activity in
 * Temporal starts the numbers again.
 */
export class Attempt {
  readonly run;
  readonly fence: Fence;
  readonly id: string;
  private readonly first: boolean;

  constructor(
    private readonly ledger: Ledger,
    private readonly position: Position,
  ) {
    const { info } = Context.current();
    this.run = position.run;
    this.id = info.activityId;
    this.first = info.attempt === 1;
    this.fence = {
      temporalRun: info.workflowExecution?.runId ?? '',
      ...(position.continuedFrom ? { continuedFrom: position.continuedFrom } : {}),
      wave: position.wave,
      activity: info.activityId,
      epoch: info.currentAttemptScheduledTimestampMs,
    };
  }

  /** Records what the workflow sent along; a retry says first that it has taken over, which fences the attempt before it. */
  begin(): Promise<Appended> {
    const facts = this.position.facts.map(({ index, ...fact }) => ({ ...fact, source: sourceOf(index, fact) }));
    return this.append(this.first ? facts : [this.resumed(), ...facts]);
  }

  append(entries: readonly NewEntry[]): Promise<Appended> {
    return append(this.ledger.pool, this.run, this.fence, entries);
  }

  /** Before a model call: whether this attempt is still the one, and whether a halt is in force. */
  check(scopes: HaltScopes): ReturnType<typeof checkFence> {
    return checkFence(this.ledger.pool, this.run, this.fence, scopes);
  }

  private resumed(): NewEntry {
    return {
      source: `${this.id}:resumed:${this.fence.epoch}`,
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
