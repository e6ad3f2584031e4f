// Pure: no server, no database.
import { calendars } from '../../src/agents/calendars';
import type { Calendar } from '../../src/agents/calendars';
import { dueAfter, workingMs } from '../../src/agents/working-time';
import { Random } from '../../standins/erp/random';

const { business } = calendars;
const hours = (n: number): number => n * 3_600_000;
const iso = (at: Date): string => at.toISOString().slice(0, 16);

describe('two working days', () => {
  it.each([
    ['from a Monday morning', '2026-11-23T07:00:00Z', '2026-11-24T16:00'],
    ['from a Friday noon, over the weekend', '2026-11-20T11:00:00Z', '2026-11-24T11:00'],
    ['from a Sunday', '2026-11-22T20:00:00Z', '2026-11-24T16:00'],
    ['over Christmas', '2026-12-24T11:00:00Z', '2026-12-29T11:00'],
    ['over the change of clocks', '2027-03-25T11:00:00Z', '2027-03-31T10:00'],
  ])('%s', (_, from, due) => {
    expect(iso(dueAfter(business, new Date(from), workingMs(business, '2 days')))).toBe(due);
  });
});

/** Minutes of work between two instants, counted one by one. */
function counted(calendar: Calendar, from: Date, to: Date): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...({ timeZone: calendar.zone, hourCycle: 'h23', weekday: 'short', year: 'numeric' } as const),
    ...({ month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const),
  });
  let work = 0;
  for (let at = from.getTime(); at < to.getTime(); at += 60_000) {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts['weekday']!) + 1;
    const time = `${parts['hour']}:${parts['minute']}`;
    const day = `${parts['year']}-${parts['month']}-${parts['day']}`;
    if (
      calendar.days.includes(weekday) &&
      !calendar.holidays.includes(day) &&
      time >= calendar.from &&
      time < calendar.to
    )
      work += 1;
  }
  return work;
}

describe('for any instant and calendar', () => {
  const random = new Random(20_261_121, 'working time');
  const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC'];
  const cases = Array.from({ length: 60 }, () => {
    const calendar: Calendar = {
      ...business,
      zone: zones[random.integer(0, zones.length - 1)]!,
      days: [[1, 2, 3, 4, 5], [1, 3], [7], [1, 2, 3, 4, 5, 6, 7]][random.integer(0, 3)]!,
      from: ['08:00', '00:00', '13:30'][random.integer(0, 2)]!,
      to: ['17:00', '18:45', '23:30'][random.integer(0, 2)]!,
    };
    const from = new Date(
      Date.UTC(2027, random.integer(0, 11), random.integer(1, 28), random.integer(0, 23), random.integer(0, 59)),
    );
    return { calendar, from, ms: random.integer(1, 30 * 60) * 60_000 };
  });

  it('exactly so much work lies between', () => {
    for (const { calendar, from, ms } of cases)
      expect(counted(calendar, from, dueAfter(calendar, from, ms))).toBe(ms / 60_000);
  });

  it('two waits after each other are one wait of both, and later or longer is never earlier', () => {
    for (const { calendar, from, ms } of cases) {
      const half = Math.floor(ms / 2);
      expect(dueAfter(calendar, dueAfter(calendar, from, half), ms - half)).toEqual(dueAfter(calendar, from, ms));
      expect(dueAfter(calendar, from, ms + 1).getTime()).toBeGreaterThan(dueAfter(calendar, from, ms).getTime());
      const later = new Date(from.getTime() + hours(5));
      expect(dueAfter(calendar, later, ms).getTime()).toBeGreaterThanOrEqual(dueAfter(calendar, from, ms).getTime());
    }
  });
});

it('a calendar in which nobody works is a mistake, and so is a wait that is none', () => {
  expect(() => dueAfter({ ...business, days: [] }, new Date(), 1)).toThrow(RangeError);
  expect(() => workingMs(business, 'soon')).toThrow(RangeError);
  expect(workingMs(business, '1 week')).toBe(hours(45));
});
