import type { Position, Recorded, ResetFound } from '../contracts/activities';
import { SeaworthyError } from '../contracts/errors';
import type { Ledger } from '../ledger/ledger';
import { Attempt } from './attempt';
import { isUndecodable } from '../contracts/payload-converter';
import { classified } from './classified';

/**
 * Wraps an activity in an attempt, and says in its answer how far the ledger is. A reset found by the fence is a result that the workflow acts
 * on, everything else that is thrown goes through the classifier.
 */
export function guarded<I extends { position: Position }, O extends object>(
  ledger: Ledger,
  activity: (input: I, attempt: Attempt) => Promise<O>,
): (input: I) => Promise<(O & Recorded) | ResetFound> {
  return classified(async (input) => {
    let attempt: Attempt | undefined;
    try {
      if (isUndecodable(input)) throw new SeaworthyError('Payload.Undecodable');
      attempt = new Attempt(ledger, input.position);
      const result = await activity(input, attempt);
      return { ...result, ...(attempt.head ? { head: attempt.head } : {}) };
    } catch (error) {
      if (error instanceof SeaworthyError && error.code === 'Run.Reset') return { type: 'reset' };
      attempt?.over();
      throw error;
    }
  });
}
