import { z } from 'zod';
import { Change, Rate } from './interval';

// What came of feedback, in numbers: from clear headers and projections alone.

const Time = z.string().describe('ISO 8601, UTC');
const Ms = z.number().nullable().describe('null: of none');

const rates = {
  flagged: Rate.describe('of runs: somebody said that something was wrong, and no reviewer said otherwise'),
  edited: Rate.describe('of runs: a person changed what was proposed'),
  denied: Rate.describe('of runs: a person refused what was proposed'),
  straightThrough: Rate.describe('of runs that ended: by themselves, and nobody was asked'),
};

export const FeedbackFigures = z
  .object({
    name: z.string(),
    since: Time,
    until: Time,
    runs: z.int().describe('how many were looked at; at most 5000, the newest'),
    versions: z
      .array(
        z.object({ version: z.string(), runs: z.int(), ...rates, usd: z.number().describe('of a run, on average') }),
      )
      .describe('the newest first'),
    steps: z
      .array(z.object({ version: z.string(), step: z.string(), runs: z.int(), flagged: Rate }))
      .describe('of the runs that were in the step'),
    days: z.array(z.object({ day: z.iso.date().describe('UTC'), runs: z.int(), ...rates })),
    flags: z.object({
      all: z.int(),
      open: z.int(),
      triageMedianMs: Ms.describe('from a flag to its review'),
      triageP90Ms: Ms,
      fixMedianMs: Ms.describe('from a confirmed flag to the promotion of guidance against its category'),
    }),
    categories: z.array(z.object({ category: z.string(), flags: z.int(), confirmed: z.int(), rejected: z.int() })),
    fixes: z
      .array(
        z.object({
          guidance: z.string(),
          category: z.string(),
          activeAt: Time,
          before: Rate.describe('of the runs that began before and were not told it: flagged with the category'),
          after: Rate.describe('the same of the runs that were told it'),
          change: Change,
        }),
      )
      .describe('whether what was flagged came back'),
  })
  .meta({ id: 'FeedbackFigures' });
export type FeedbackFigures = z.infer<typeof FeedbackFigures>;
