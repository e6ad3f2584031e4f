import { z } from 'zod';

// What runs cost, and what many would: from what the ledger measured, by any price book.

const Usd = z.string().describe('USD, decimal text');
const Dollars = z.number().describe('USD; an estimate');
const Time = z.iso.datetime({ offset: true });

/** What money goes to. `brokenOff`: answers that a halt broke off, at what they were noted to have cost. */
export const CostClass = z.enum([
  'input',
  'output',
  'cacheWrite5m',
  'cacheWrite1h',
  'cacheRead',
  'brokenOff',
  'fees',
  'temporal',
  'worker',
  'storage',
]);
export type CostClass = z.infer<typeof CostClass>;

export const CostBy = z.enum(['step', 'tenant', 'class', 'run', 'call']);
export type CostBy = z.infer<typeof CostBy>;

const asked = {
  since: Time.optional().describe('of the beginning of the runs; 30 days ago where it is not said'),
  until: Time.optional(),
  prices: z.unknown().optional().describe('another price book, of the form of src/integrations/prices/prices.yaml'),
};

export const CostRequest = z.strictObject({ ...asked, by: CostBy.default('class') }).meta({ id: 'CostRequest' });
export type CostRequest = z.input<typeof CostRequest>;

export const CostReport = z
  .object({
    name: z.string(),
    since: z.string(),
    until: z.string(),
    runs: z.int(),
    usd: Usd,
    perRun: Usd.describe('rounded; 0 where there are no runs'),
    by: CostBy,
    lines: z.array(z.object({ key: z.string(), usd: Usd })).describe('the dearest first; at most 10000'),
  })
  .meta({ id: 'CostReport' });
export type CostReport = z.infer<typeof CostReport>;

export const ProjectionRequest = z
  .strictObject({
    ...asked,
    at: z.int().min(1).max(1_000_000_000).default(100_000).describe('runs a month'),
    seed: z.int().min(0).default(1).describe('the same seed draws the same'),
  })
  .meta({ id: 'ProjectionRequest' });
export type ProjectionRequest = z.input<typeof ProjectionRequest>;

const Interval = z.object({ mean: Dollars, low: Dollars, high: Dollars });
export type Interval = z.infer<typeof Interval>;
const Shares = z.array(z.object({ key: z.string(), usd: Dollars }));

/** Of a month with so many runs. */
export const Projection = z
  .object({
    name: z.string(),
    since: z.string(),
    until: z.string(),
    measured: z.int().describe('runs that have ended and were looked at; at most 5000, the newest'),
    at: z.int(),
    level: z.number().describe('how often the interval is to hold what it will be'),
    month: Interval,
    perRun: Interval,
    byStep: Shares,
    byClass: Shares,
    curve: z.array(z.object({ runs: z.int(), month: Interval })),
    limits: z
      .array(
        z.object({
          what: z.string(),
          perRun: z.number(),
          unit: z.string(),
          capacity: z.number().nullable().describe('of a month; null: not declared'),
          runs: z.int().nullable().describe('a month, at which it is met; null: never, or not known'),
        }),
      )
      .describe('the first that is met comes first'),
    levers: z.array(
      z.object({ what: z.string(), month: Dollars, change: z.number().describe('-0.5: half'), note: z.string() }),
    ),
    multiplier: z
      .object({
        typicalRun: Dollars.describe('the median: what a pilot shows'),
        meanRun: Dollars.describe('what a month pays for each'),
        meanOverTypical: z.number().nullable(),
        dearestTenth: z.number().describe('share of the cost'),
        failedCalls: z.number().describe('for each call that came to something'),
        pilotMonth: Dollars.describe('what was measured, at its rate, for a month'),
        volume: z.number().describe('runs a month, for each of the pilot'),
        whole: z.number().describe('the month for each dollar of that of the pilot'),
      })
      .describe('from the pilot to production'),
  })
  .meta({ id: 'Projection' });
export type Projection = z.infer<typeof Projection>;
