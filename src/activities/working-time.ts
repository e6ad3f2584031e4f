import type { EngineActivities } from '../contracts/activities';
import { calendars } from '../agents/calendars';
import { dueAfter, workingMs } from '../agents/working-time';
import type { Deps } from './deps';
import { guarded } from './guarded';

/** Reminders of one rung of a ladder: more would only be noise. */
const MOST = 100;

/** When a deadline that counts working time ends, and when to remind until then. Here and not in the workflow: time zones change. */
export function createWorkingTime({ ledger }: Deps): EngineActivities['workingTime'] {
  return guarded(ledger, async ({ calendar: name, within, reminders: every }, attempt) => {
    await attempt.begin();
    const calendar = calendars[name];
    const now = new Date();
    const total = workingMs(calendar, within);
    const apart = every === undefined ? total : workingMs(calendar, every.replace(/^every /, ''));
    const reminders: number[] = [];
    for (let at = apart; at < total && reminders.length < MOST; at += apart)
      reminders.push(dueAfter(calendar, now, at).getTime());
    return { due: dueAfter(calendar, now, total).getTime(), reminders };
  });
}
