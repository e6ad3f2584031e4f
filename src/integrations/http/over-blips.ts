import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import { ConnectionFault } from './connection-fault';

const RETRIES = 3;
const BUDGET_MS = 900;
const FIRST_WAIT_MS = 60;

/**
 * Tries again over connection faults that pass at once, with full jitter and under one second in all; whatever takes longer is the
 * engine's to retry. Only for what may be done twice.
 */
export function overBlips<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  return pRetry(attempt, {
    retries: RETRIES,
    maxRetryTime: BUDGET_MS,
    minTimeout: 0,
    // p-retry's own waits have no full jitter, so we wait here. Nor has it the signal: it would throw away an answer that came with the abort.
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!(error instanceof ConnectionFault) || error.timedOut) return false;
      await delay(Math.random() * FIRST_WAIT_MS * 2 ** (attemptNumber - 1), undefined, { signal });
      return true;
    },
  });
}
