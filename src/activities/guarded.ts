import { Context } from '@temporalio/activity';
import type { ResetFound } from '../contracts/activities';
import { SeaworthyError } from '../contracts/errors';
import { toFailure } from './to-failure';

/** Wraps an activity: a reset found by the fence is a result that the workflow acts on, everything else that is thrown goes through the classifier. */
export function guarded<I, O>(activity: (input: I) => Promise<O>): (input: I) => Promise<O | ResetFound> {
  return async (input) => {
    try {
      return await activity(input);
    } catch (error) {
      if (error instanceof SeaworthyError && error.code === 'Run.Reset') return { type: 'reset' };
      throw toFailure(error, Context.current().info.attempt);
    }
  };
}
