import type { FailureClass } from '../system-error';

/**
 * What happened, and what to do. `reason` is the system's own, made plain: a rejection alone tells it, since that goes into the ledger. What is tried
 * again becomes a failure in Temporal's history and a line in a log, where what somebody wrote about persons has no place.
 */
export function failureMessage(
  failure: FailureClass,
  title: string,
  what: string,
  { status, reason }: { status: number; reason: string },
): string {
  const why = `HTTP ${status}`;
  switch (failure) {
    case 'credential':
      return `${title} refused our credentials for ${what}, fresh ones included. Check them, and what they are granted.`;
    case 'rate-limited':
      return `${title} asks to slow down (${what}). Try again after the time it names.`;
    case 'transient':
      return `${title} failed on ${what} (${why}). Try again later.`;
    case 'unknown':
      return `${title}'s answer to ${what} does not say whether it was done (${why}). Look before sending it again.`;
    case 'malformed':
      return `${title}'s answer to ${what} does not have the form we know. What a worker got is kept: seaworthy quarantine list.`;
    case 'rejected':
      return `${title} rejected ${what}: ${reason || `${why}, without a reason`}`;
  }
}
