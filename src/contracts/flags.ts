import { z } from 'zod';
import { CaseRequest } from './cases';
import { Line } from './operations';

// What people say went wrong in a run, for those who improve the agent. It changes nothing of the run.

/** Of a workflow whose agent names no others. */
export const USUAL_CATEGORIES = [
  'wrong-reason',
  'wrong-amount',
  'missed-fact',
  'should-have-asked',
  'too-slow',
  'tone',
  'other',
] as const;

/** Each workflow has its own. */
export const FlagCategory = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'a category')
  .describe('one of those of the workflow');
export type FlagCategory = z.infer<typeof FlagCategory>;

export const FlagSeverity = z.enum(['low', 'medium', 'high']);
export type FlagSeverity = z.infer<typeof FlagSeverity>;

/** Who said so: somebody; or it follows from a denial or an edit of what the agent proposed; or the supplier, by a signed link. */
export const FlagOrigin = z.enum(['person', 'denial', 'edit', 'supplier']);
export type FlagOrigin = z.infer<typeof FlagOrigin>;

export const FlagStatus = z.enum(['open', 'confirmed', 'rejected', 'merged']);
export type FlagStatus = z.infer<typeof FlagStatus>;

const flag = {
  entry: z.int().min(1).describe('which entry of the timeline it is about'),
  category: FlagCategory,
  severity: FlagSeverity.default('medium'),
  correction: z
    .string()
    .max(2000)
    .default('')
    .describe('what would have been right; shown to reviewers and to no model'),
};

export const FlagRequest = z.strictObject(flag).meta({ id: 'FlagRequest' });
export type FlagRequest = z.infer<typeof FlagRequest>;

const Time = z.string().describe('ISO 8601, UTC');

export const FlagItem = z
  .object({
    ...flag,
    id: z.string(),
    run: z.string(),
    workflow: z.string(),
    step: z.string().nullable().describe('in which that entry was made'),
    by: z.string(),
    origin: FlagOrigin,
    status: FlagStatus,
    owner: z.string().nullable().describe('who takes care of it'),
    at: Time,
    ageMs: z.int().describe('until now, or until it was reviewed'),
    reviewed: z.object({ by: z.string(), why: z.string(), at: Time }).nullable(),
    mergedInto: z.string().nullable(),
    case: z.string().nullable().describe('that it became'),
  })
  .meta({ id: 'FlagItem' });
export type FlagItem = z.infer<typeof FlagItem>;

export const FlagList = z
  .object({
    flags: z.array(FlagItem),
    next: z.string().nullable().describe('cursor of the next page'),
    open: z.int().describe('how many are open in all'),
    oldestMs: z.int().nullable().describe('how long the oldest open one has waited'),
  })
  .meta({ id: 'FlagList' });
export type FlagList = z.infer<typeof FlagList>;

export const ReviewRequest = z
  .discriminatedUnion('review', [
    z.strictObject({
      review: z.literal('confirmed'),
      why: Line,
      category: FlagCategory.optional().describe('where the flag named another'),
      case: CaseRequest,
    }),
    z.strictObject({ review: z.literal('rejected'), why: Line }),
    z.strictObject({
      review: z.literal('merged'),
      why: Line,
      into: z.string().max(100).describe('id of the other flag'),
    }),
  ])
  .meta({ id: 'ReviewRequest' });
export type ReviewRequest = z.infer<typeof ReviewRequest>;

export const FlagLinkRequest = z
  .strictObject({
    entry: flag.entry,
    days: z.int().min(1).max(90).default(30).describe('how long it holds'),
  })
  .meta({ id: 'FlagLinkRequest' });
export type FlagLinkRequest = z.infer<typeof FlagLinkRequest>;

export const FlagLink = z
  .object({ token: z.string().describe('whoever has it may flag that entry, once'), expires: Time })
  .meta({ id: 'FlagLink' });
export type FlagLink = z.infer<typeof FlagLink>;

/** By somebody who sees nothing of the run but what was sent to them. */
export const LinkedFlagRequest = z
  .strictObject({ token: z.string().max(2000), category: flag.category, correction: flag.correction })
  .meta({ id: 'LinkedFlagRequest' });
export type LinkedFlagRequest = z.infer<typeof LinkedFlagRequest>;
