import { z } from 'zod';
import { Line } from './operations';

// What may be spent on models in a month (UTC), and what is. All amounts are US dollars as decimal text.

const Usd = z.string().regex(/^\d{1,9}(\.\d{1,10})?$/, 'US dollars such as 250.00');
const Month = z.string().describe('such as 2026-11, UTC');

export const MonthScope = z.enum(['workflow-month', 'tenant-month']);
export type MonthScope = z.infer<typeof MonthScope>;

export const BudgetRequest = z
  .strictObject({
    scope: MonthScope,
    name: z
      .string()
      .regex(/^[\w.:/-]{1,100}$/, 'a name')
      .describe('of the workflow or the tenant'),
    usd: Usd.nullable().describe('for this month and those that follow; null: no limit'),
    why: Line,
  })
  .meta({ id: 'BudgetRequest' });
export type BudgetRequest = z.infer<typeof BudgetRequest>;

export const BudgetItem = z
  .object({
    scope: MonthScope,
    name: z.string(),
    limit: z.string().nullable().describe('null: none, and what is spent is counted all the same'),
    raised: z.string().describe("by people's decisions, for this month alone"),
    spent: z.string().describe('what is known to be'),
    unknown: z.string().describe('the worst case of calls of which nobody knows what they cost; counts as spent'),
    reserved: z.string().describe('the worst case of calls under way'),
    left: z.string().nullable(),
  })
  .meta({ id: 'BudgetItem' });
export type BudgetItem = z.infer<typeof BudgetItem>;

const UnknownCall = z
  .object({
    run: z.string(),
    step: z.string(),
    model: z.string(),
    at: z.string().describe('ISO 8601, UTC'),
    usd: z.string(),
  })
  .describe('a model call whose cost nobody knows, and what it may have cost at most')
  .meta({ id: 'UnknownCall' });

export const BudgetList = z
  .object({ month: Month, budgets: z.array(BudgetItem), unknown: z.array(UnknownCall).describe('the newest hundred') })
  .meta({ id: 'BudgetList' });
export type BudgetList = z.infer<typeof BudgetList>;
