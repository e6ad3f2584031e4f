import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { ErrorCode } from '../contracts/errors';
import { SeaworthyError } from '../contracts/errors';
import { SystemError } from '../integrations/system-error';

const BUG_ATTEMPTS = 3;

/**
 * The one place where an error of an activity becomes a Temporal failure. Never carries answers, arguments or causes: failures are in the
 * history. Nothing is bounded by attempts; what is not our bug is bounded by the schedule-to-close time and by what activities count themselves.
 */
export function toFailure(error: unknown, attempt: number): Error {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'CancelledFailure')) return error;
  if (error instanceof SeaworthyError) {
    const stale = error.code === 'Ledger.Stale';
    return failure(
      error.code,
      error.message,
      stale ? { nonRetryable: true, category: ApplicationFailureCategory.BENIGN } : {},
    );
  }
  if (error instanceof SystemError) return fromSystem(error);
  if (isDatabase(error))
    return failure('Ledger.Unavailable', 'The ledger database did not take the statement; tried again.');
  const name = error instanceof Error ? error.name : 'unknown';
  const message = error instanceof Error ? error.message : String(error);
  return failure('Bug', `${name}: ${message}`, attempt >= BUG_ATTEMPTS ? { nextRetryDelay: '1 hour' } : {});
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
  return ApplicationFailure.create({ type, message, ...options });
}

/** PostgreSQL's SQLSTATE classes for a connection, a failover, shutting down, out of resources, locks and deadlock; and sockets. */
export function isDatabase(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string')
    return /^(08|25006|25P03|40|53|55P03|57|58)|^E(CONN|PIPE|NOTFOUND|TIMEDOUT|AI_AGAIN|HOSTUNREACH|NETUNREACH)/.test(
      code,
    );
  return (
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/.test(error.message)
  );
}
