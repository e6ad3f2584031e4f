import type { CalendarName } from '../contracts/activities';

/** When people are at work. */
export interface Calendar {
  /** IANA time zone. */
  zone: string;
  /** Of the week, Monday is 1. */
  days: readonly number[];
  /** Local time, `08:00`. */
  from: string;
  to: string;
  /** Local days, `2026-12-25`. */
  holidays: readonly string[];
}

/** Holidays are those of the whole of Germany; the list has to be continued year by year. */
export const calendars: Readonly<Record<CalendarName, Calendar>> = {
  business: {
    zone: 'Europe/Berlin',
    days: [1, 2, 3, 4, 5],
    from: '08:00',
    to: '17:00',
    holidays: [
      ...['2026-12-25', '2026-12-26'],
      ...['2027-01-01', '2027-03-26', '2027-03-29', '2027-05-06', '2027-05-17', '2027-12-25', '2027-12-26'],
      ...['2028-01-01', '2028-04-14', '2028-04-17', '2028-05-01', '2028-05-25', '2028-06-05', '2028-10-03'],
      ...['2028-12-25', '2028-12-26'],
    ],
  },
};
