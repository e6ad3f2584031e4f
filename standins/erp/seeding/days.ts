const DAY = 24 * 60 * 60 * 1000;

/** The day so many days later; before, when negative. */
export const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
