import { z } from 'zod';

/** A share with its interval. */
export const Rate = z.object({
  count: z.number().describe('how many; of repeated things a share of one each'),
  of: z.int(),
  rate: z.number().nullable().describe('null: of none'),
  low: z.number(),
  high: z.number().describe('Wilson, at 90 %'),
});
export type Rate = z.infer<typeof Rate>;

export const Change = z.object({ mean: z.number(), low: z.number(), high: z.number() }).describe('at 90 %');
export type Change = z.infer<typeof Change>;
