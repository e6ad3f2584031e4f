import { InvalidArgumentError } from 'commander';

const UNIT_MS = { h: 3_600_000, d: 86_400_000 };

/** How long from now, or a day or time of ISO 8601. */
export function parseUntil(text: string): Date {
  const [, count, unit] = /^(\d{1,4})([hd])$/.exec(text) ?? [];
  const when = count
    ? new Date(Date.now() + Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS])
    : new Date(/^\d{4}-\d\d-\d\d/.test(text) ? text : NaN);
  if (Number.isNaN(when.getTime())) throw new InvalidArgumentError('such as 12h, 30d or 2027-01-31.');
  return when;
}
