import { setTimeout as delay } from 'node:timers/promises';
import type { Permit } from '../integrations/http/permit';
import { SystemError } from '../integrations/system-error';
import type { Ledger } from './ledger';
import { takeSlot } from './take-slot';

/** Slots further ahead are not reserved: a rate that is set anew has to take hold at once. */
const RESERVED_MS = 750;
/** A slot missed by more, as when the process was stopped, is given up: requests that leave in a bunch would pass the rate. */
const LATE_MS = 50;
/** Shorter for a write: once it may be sent, it has two seconds to leave. */
const PATIENCE_MS = { patient: 10_000, impatient: 1_200 };

/** Permits by the rate of a system, which all its workers share; free for one that declares none. */
export function permitOf(ledger: Ledger, { name, rps }: { name: string; rps?: number }): Permit {
  if (rps === undefined) return () => Promise.resolve();
  return async ({ signal, patient }) => {
    const until = performance.now() + PATIENCE_MS[patient ? 'patient' : 'impatient'];
    for (;;) {
      signal?.throwIfAborted();
      const left = until - performance.now();
      const slot = await takeSlot(ledger, { name, rps }, Math.min(RESERVED_MS, left));
      if (slot.type === 'given') {
        await delay(Math.max(0, Math.ceil(slot.at - performance.now())), undefined, { signal });
        if (performance.now() - slot.notBefore <= LATE_MS) return;
        continue;
      }
      const inMs = (100 + slot.inMs) * (0.5 + Math.random()); // who is refused at the same time does not come back at the same time
      if (inMs > left)
        throw new SystemError(`${name} is asked as often as its rate allows. Tried again a little later.`, {
          class: 'rate-limited',
          system: name,
          retryAfterMs: Math.ceil(inMs),
        });
      await delay(inMs, undefined, { signal });
    }
  };
}
