import { Decimal } from 'decimal.js';

/** What Tryton's JSON writes as objects of a class. A plain number in a decimal's place is refused. */
export const decimal = (amount: string): object => ({ __class__: 'Decimal', decimal: amount });

/** Of "2026-11-02". */
export function date(day: string): object {
  const [year, month, dayOfMonth] = day.split('-').map(Number);
  return { __class__: 'date', year, month, day: dayOfMonth };
}

interface Encoded {
  __class__?: unknown;
  decimal?: string;
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
  base64?: string;
}

const two = (part: number | undefined): string => String(part ?? 0).padStart(2, '0');
const dayOf = ({ year, month, day }: Encoded): string => `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
const timeOf = ({ hour, minute, second }: Encoded): string => `${two(hour)}:${two(minute)}:${two(second)}`;

/** Everything plain: decimals without exponent, days as yyyy-mm-dd, times as ISO 8601 (UTC, though Tryton does not say so), bytes as Buffer. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const encoded = value as Encoded;
  switch (encoded.__class__) {
    case 'Decimal':
      return new Decimal(encoded.decimal ?? NaN).toFixed();
    case 'date':
      return dayOf(encoded);
    case 'datetime':
      return `${dayOf(encoded)}T${timeOf(encoded)}Z`;
    case 'bytes':
      return Buffer.from(encoded.base64 ?? '', 'base64');
    default:
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
  }
}
