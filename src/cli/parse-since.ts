import { InvalidArgumentError } from 'commander';

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** How long ago, or a day or time of ISO 8601. */
export function parseSince(text: string): Date {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const when = count
    ? new Date(Date.now() - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS])
    : new Date(/^\d{4}-\d\d-\d\d/.test(text) ? text : NaN);
  if (Number.isNaN(when.getTime())) throw new InvalidArgumentError('such as 30m, 12h, 7d or 2026-11-01.');
  return when;
}
