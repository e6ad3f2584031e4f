import { Context } from '@temporalio/activity';
import { toFailure } from './to-failure';

/** Wraps an activity: whatever it throws goes through the classifier. */
export function classified<I, O>(activity: (input: I) => Promise<O>): (input: I) => Promise<O> {
  return async (input) => {
    try {
      return await activity(input);
    } catch (error) {
      throw toFailure(error, Context.current().info.attempt);
    }
  };
}
