import { setTimeout as delay } from 'node:timers/promises';
import { SystemError } from '../../integrations/system-error';

/** Waits for the call's turn by the provider's limits. Throws the reason of `signal` when that comes first. */
export async function theTurn(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal }).catch(() => undefined);
  signal.throwIfAborted();
}

/** What a run is told that has waited long enough for its turn. */
export function notYet(ms: number): SystemError {
  return new SystemError('Claude would refuse the call: what it allows a minute is used. Tried again a little later.', {
    class: 'rate-limited',
    system: 'anthropic',
    retryAfterMs: Math.ceil((5_000 + ms) * (1 + Math.random())),
  });
}
