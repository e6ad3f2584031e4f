import type { Calendar } from './calendars';

const DAY_MS = 24 * 3_600_000;
/** A calendar without work for so long is a mistake. */
const LONGEST_PAUSE_DAYS = 400;

/** The instant at which so much working time has passed since `from`. Pure. @throws RangeError for a calendar in which nobody ever works */
export function dueAfter(calendar: Calendar, from: Date, ms: number): Date {
  let left = ms;
  let day = localDay(calendar.zone, from);
  for (let idle = 0; idle < LONGEST_PAUSE_DAYS; idle++, day = next(day)) {
    if (!isWorkingDay(calendar, day)) continue;
    const opens = Math.max(from.getTime(), instantOf(calendar.zone, day, calendar.from));
    const open = instantOf(calendar.zone, day, calendar.to) - opens;
    if (open <= 0) continue;
    if (left <= open) return new Date(opens + left);
    left -= open;
    idle = 0;
  }
  throw new RangeError('The calendar has no working time.');
}

/** `4 hours`, `2 days`, `1 week` as working time: a day is a working day. In milliseconds. @throws RangeError for anything else */
export function workingMs(calendar: Calendar, text: string): number {
  const [, count, unit] = /^(\d+) (minute|hour|day|week)s?$/.exec(text) ?? [];
  const day = minutes(calendar.to) - minutes(calendar.from);
  const length = { minute: 1, hour: 60, day, week: day * calendar.days.length }[unit ?? ''];
  if (length === undefined) throw new RangeError(`${text} is no working time such as "4 hours" or "2 days".`);
  return Number(count) * length * 60_000;
}

function isWorkingDay({ days, holidays }: Calendar, day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  return days.includes(weekday) && !holidays.includes(day);
}

function minutes(time: string): number {
  const [hours, rest] = time.split(':').map(Number);
  return hours! * 60 + rest!;
}

function next(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

function localDay(zone: string, at: Date): string {
  return local(zone, at.getTime()).slice(0, 10);
}

/** The offset is looked up twice: the first guess may lie on the other side of a change of clocks. */
function instantOf(zone: string, day: string, time: string): number {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  const guess = wanted - offset(zone, wanted);
  return wanted - offset(zone, guess);
}

function offset(zone: string, at: number): number {
  return Date.parse(`${local(zone, at)}Z`) - Math.floor(at / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-21T14:03:00` */
function local(zone: string, at: number): string {
  let format = formats.get(zone);
  if (!format) {
    // Swedish writes dates as ISO 8601 does.
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    formats.set(zone, format);
  }
  return format.format(at).replace(' ', 'T');
}
