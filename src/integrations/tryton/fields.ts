import { Decimal } from 'decimal.js';
import { z } from 'zod';
import { Currency, Day } from '../../contracts/amount';
import { uneceUnit } from './units';

/** Fields of Tryton's records, once `plain` has decoded them. What is fetched by way of another record lies under its name and a dot. */

export const Id = z.int();
export const Ids = z.array(Id);
export const Text = z.string().nullish();
export { Day };

/** Prices and totals. */
export const Money = z.string().regex(/^-?\d+(\.\d+)?$/);

/** Quantities are floats. */
export const Quantity = z.number().transform((number) => new Decimal(number).toDecimalPlaces(10).toFixed());

export const CurrencyOf = z.object({ code: Currency }).transform(({ code }) => code);
export const CodeOf = z.object({ code: z.string() }).transform(({ code }) => code);
export const UnitOf = z.object({ symbol: z.string() }).transform(({ symbol }) => uneceUnit(symbol));

/** "purchase.line,3" → 3 */
export const OrderLineId = z
  .string()
  .regex(/^purchase\.line,\d+$/)
  .transform((text) => Number(text.split(',')[1]));
