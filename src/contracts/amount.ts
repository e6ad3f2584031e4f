import { z } from 'zod';

/** A decimal number as text, never a float: `-?digits[.digits]`, at most 15 integer and 10 fraction digits. */
export const Amount = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,10})?$/, 'a decimal number such as 1234.50, as text')
  .describe('decimal number as text, e.g. "1234.50"');
export type Amount = z.infer<typeof Amount>;

/** ISO 4217, upper case. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 currency code such as EUR');
export type Currency = z.infer<typeof Currency>;

/** A calendar day without zone, ISO 8601: what invoices and orders carry. */
export const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day as yyyy-mm-dd');
export type Day = z.infer<typeof Day>;
