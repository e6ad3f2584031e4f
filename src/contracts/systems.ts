import { z } from 'zod';
import { Line } from './operations';

// The systems that agents use, and what operators may set of them.

const Rps = z.number().positive().max(10_000).describe('requests a second, over the whole fleet');

export const RateRequest = z
  .strictObject({ rps: Rps.nullable().describe('null: as the system declares'), why: Line })
  .meta({ id: 'RateRequest' });
export type RateRequest = z.infer<typeof RateRequest>;

const Time = z.string().describe('ISO 8601, UTC');

const Breaker = z
  .object({
    state: z.enum(['closed', 'open', 'half-open']),
    since: Time,
    why: z.string().describe('class and code of the failure that opened it last'),
  })
  .describe(
    'whether calls are let through: all, none, or those of runs that were released since the system answers again',
  );

const ModelLimit = z
  .object({
    model: z.string(),
    kind: z.enum(['requests', 'input', 'output']).describe('input and output: tokens'),
    most: z.number().describe('a minute'),
    left: z.number(),
  })
  .meta({ id: 'ModelLimit' });
export type ModelLimit = z.infer<typeof ModelLimit>;

export const SystemItem = z
  .object({
    name: z.string(),
    queue: z.string().describe('the task queue of its calls'),
    declared: Rps.nullable().describe('null: without a rate'),
    set: Rps.nullable().describe('by an operator; it beats what is declared'),
    used: z.number().describe('requests a second, over the last ten'),
    aheadMs: z.int().describe('how far ahead requests have reserved their turn'),
    breaker: Breaker.nullable().describe('null: it has never opened'),
    parked: z
      .array(z.object({ tenant: z.string(), runs: z.int(), oldest: Time }))
      .describe('runs that wait for it, by tenant'),
    limits: z
      .array(ModelLimit)
      .optional()
      .describe('of the model provider: what it allows, and what is left of it now, over the whole fleet'),
  })
  .meta({ id: 'SystemItem' });
export type SystemItem = z.infer<typeof SystemItem>;

export const SystemList = z.object({ systems: z.array(SystemItem) }).meta({ id: 'SystemList' });
export type SystemList = z.infer<typeof SystemList>;
