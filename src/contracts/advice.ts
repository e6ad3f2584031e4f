import { z } from 'zod';
import { Rate } from './interval';

// Whether a step is worth splitting off into an agent of its own, from what its visits show.

const Group = z.object({
  tools: z.array(z.string()).describe('that are used together; none: no tool was used'),
  visits: z.int().min(0),
  bad: Rate.describe('visits that ended without a conclusion, or whose output was flagged'),
});

export const StepAdvice = z.object({
  step: z.string(),
  worth: z.boolean().describe('splitting it off'),
  says: z.string().describe('why, or why not'),
  visits: z.int().min(0).describe('that have ended'),
  bad: Rate,
  groups: z.array(Group).describe('kinds of work, told apart by the tools that are used together'),
});
export type StepAdvice = z.infer<typeof StepAdvice>;

export const Advice = z
  .object({
    name: z.string(),
    since: z.string().describe('ISO 8601, UTC'),
    until: z.string().describe('ISO 8601, UTC'),
    steps: z.array(StepAdvice).describe("the agent's"),
  })
  .meta({ id: 'Advice' });
export type Advice = z.infer<typeof Advice>;
