import type { Trouble } from './faults';
import { Rejection } from './rejection';

const TYPE_BY_STATUS: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** The refusal that trouble stands for, if it is one that comes instead of an answer. */
export const refuse = (trouble: Trouble): Rejection | undefined => {
  const retryAfter = (seconds: number | undefined): Record<string, string> =>
    seconds === undefined ? {} : { 'retry-after': String(seconds) };
  switch (trouble.kind) {
    case 'rate-limited':
      return new Rejection(
        429,
        'rate_limit_error',
        'This request would exceed your rate limit. (arranged)',
        retryAfter(trouble.retryAfterSeconds),
        trouble.code,
      );
    case 'billing':
      return new Rejection(402, 'billing_error', 'Your credit balance is too low. (arranged)', {}, trouble.code);
    case 'overloaded':
      return new Rejection(529, 'overloaded_error', 'Overloaded (arranged)', retryAfter(trouble.retryAfterSeconds));
    case 'status': {
      const status = trouble.status ?? 500;
      return new Rejection(
        status,
        TYPE_BY_STATUS[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error'),
        'Arranged trouble',
      );
    }
    case 'no-answer':
    case 'reset':
    case 'error-in-stream':
    case 'cut-off':
    case 'stall':
    case 'malformed-arguments':
    case 'unknown-tool':
    case 'refusal':
    case 'max-tokens':
    case 'pause-turn':
    case 'context-exceeded':
      return undefined;
  }
};
