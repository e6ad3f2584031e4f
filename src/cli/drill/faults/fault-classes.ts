import type { Rule } from '../../../../standins/fault-proxy/fault';

/** What is hit: a question or a write to a system, a mail, or the model. */
export type Met = 'read' | 'write' | 'mail' | 'model';
/** On where the engine gets over it by itself; else the exception that the map has a path for. */
export type Way = 'straight on' | 'onUnavailable' | 'onMalformed';

export interface FaultClass {
  name: string;
  fault(times: { timeoutMs: number; downMs: number }): Rule['fault'];
  /** How often it strikes, `lasting`: until the run has left the step or is parked; and where that is to lead. */
  on: Record<Met, { strikes: number | 'lasting'; leads: Way }>;
}

const once = { strikes: 1, leads: 'straight on' } as const;
const twice = { strikes: 2, leads: 'straight on' } as const;
const lasting = { strikes: 'lasting', leads: 'onUnavailable' } as const;
const outage = { strikes: 1, leads: 'onUnavailable' } as const;
const malformed = { strikes: 1, leads: 'onMalformed' } as const;

/** Nobody can tell whether the write happened, so it is found out; a question is put again until that is in vain. */
const ambiguous = { read: lasting, write: once, mail: once, model: lasting };
/** Being asked to wait uses up no patience; a mail server has no way to ask, and says no for now. */
const waits = { read: twice, write: twice, mail: once, model: twice };
const soon = { read: once, write: once, mail: once, model: once };
const anyway = { read: lasting, write: lasting, mail: lasting, model: lasting };

export const faultClasses: readonly FaultClass[] = [
  { name: 'reset', fault: () => ({ kind: 'reset' }), on: ambiguous },
  { name: 'time-out', fault: () => ({ kind: 'no-answer' }), on: ambiguous },
  { name: '500', fault: () => ({ kind: 'status', status: 500 }), on: ambiguous },
  { name: '503 + Retry-After', fault: () => ({ kind: 'status', status: 503, retryAfter: '1' }), on: waits },
  { name: '429', fault: () => ({ kind: 'status', status: 429, retryAfter: '1' }), on: waits },
  { name: '401 mid-run', fault: () => ({ kind: 'status', status: 401 }), on: soon },
  { name: '401 for good', fault: () => ({ kind: 'status', status: 401 }), on: anyway },
  { name: 'malformed', fault: () => ({ kind: 'malformed' }), on: { ...ambiguous, read: malformed } },
  { name: 'wrong schema', fault: () => ({ kind: 'wrong-schema' }), on: { ...ambiguous, read: malformed } },
  {
    name: 'slow drip',
    fault: ({ timeoutMs }) => ({ kind: 'slow-drip', overMs: 3 * timeoutMs }),
    on: ambiguous,
  },
  { name: 'lost answer', fault: () => ({ kind: 'lost-answer' }), on: soon },
];

/**
 * Begins in the middle of the request, then connections are refused: a write that was on its way is found out about once the system is back.
 * One step at a time, as it hits all that is under way.
 */
export const down: FaultClass = {
  name: 'down',
  fault: ({ downMs }) => ({ kind: 'down', forMs: downMs }),
  on: { read: outage, write: once, mail: once, model: outage },
};
