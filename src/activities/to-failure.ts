import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { ErrorCode } from '../contracts/errors';
import { SeaworthyError } from '../contracts/errors';
import { tellPlainly } from '../integrations/plain-error';
import { withoutSecrets } from '../integrations/secrets';
import { SystemError } from '../integrations/system-error';
import { isDatabaseError } from '../ledger/is-database-error';

const BUG_ATTEMPTS = 3;

/** What becomes of a failure beside being tried again soon. */
const waits: Partial<Record<ErrorCode, object>> = {
  'Ledger.Stale': { nonRetryable: true, category: ApplicationFailureCategory.BENIGN },
  'Ledger.Behind': { nextRetryDelay: '1 minute' }, // an operator restores a later backup, or decides how to go on
};

/**
 * The one place where an error of an activity becomes a Temporal failure. Never carries answers, arguments or causes, nor the words of an error
 * that is not ours: failures are in the history. Nothing is bounded by attempts; what is not our bug is bounded by the schedule-to-close time and by what activities count themselves.
 */
export function toFailure(error: unknown, attempt: number): Error {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'CancelledFailure')) return error;
  if (error instanceof SeaworthyError) return failure(error.code, error.message, waits[error.code]);
  if (error instanceof SystemError) return fromSystem(error);
  if (isDatabaseError(error))
    return failure('Ledger.Unavailable', 'The ledger database did not take the statement; tried again.');
  return failure('Bug', tellPlainly(error), attempt >= BUG_ATTEMPTS ? { nextRetryDelay: '1 hour' } : {});
}

function fromSystem(error: SystemError): ApplicationFailure {
  const model = error.system === 'anthropic';
  const delay = error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs };
  switch (error.class) {
    case 'rate-limited':
      return failure(model ? 'Model.RateLimited' : 'System.RateLimited', error.message, {
        ...delay,
        category: ApplicationFailureCategory.BENIGN,
      });
    case 'transient':
      return failure(model ? 'Model.Unavailable' : 'System.Unavailable', error.message, delay);
    case 'credential':
      return failure('System.Credential', error.message);
    case 'unknown':
      return failure('Effect.Unknown', error.message, delay);
    case 'malformed':
    case 'rejected':
      return failure(model ? 'Model.Refused' : 'System.Unavailable', error.message);
  }
}

function failure(type: ErrorCode, message: string, options: object = {}): ApplicationFailure {
  return ApplicationFailure.create({ type, message: withoutSecrets(message), ...options });
}
