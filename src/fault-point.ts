/** Where durability is decided: of a worker, and of a gateway. `npm run chaos` makes processes die at each of them. */
export const faultPoints = {
  worker: [
    'begin.recorded',
    'record.recorded',
    'subject.claimed',
    'decision.taken',
    'notify.sent',
    'attempt.appended',
    'reason.permitted',
    'reason.answered',
    'reason.thought',
    'reason.judged',
    'reason.read',
    'act.begun',
    'act.claimed',
    'act.sending',
    'act.drafted',
    'act.noted',
    'act.committed',
    'act.unknown',
    'act.settled',
    'act.recorded',
    'watch.released',
    'intake-taken',
    'webhook-posted',
  ],
  gateway: [
    'start.claimed',
    'start.started',
    'start.registered',
    'decision.written',
    'decision.told',
    'outbox.told',
    'checkpoint.stored',
  ],
} as const;

type FaultPoint = (typeof faultPoints)[keyof typeof faultPoints][number];

// name:nth or name:nth:stop, armed by tests only
const [armed, nth = '1', how] = process.env['SEAWORTHY_FAULT']?.split(':') ?? [];
let passed = 0;

/**
 * A named place where durability is decided. Tests make the process die here when it comes by for the nth time (`SEAWORTHY_FAULT=name:nth`), or
 * stop until it is woken (`name:nth:stop`); otherwise it does nothing.
 */
export function faultPoint(name: FaultPoint): void {
  if (armed === name && ++passed === Number(nth)) process.kill(process.pid, how === 'stop' ? 'SIGSTOP' : 'SIGKILL');
}
