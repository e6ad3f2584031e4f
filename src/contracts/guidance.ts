import { z } from 'zod';
import { FlagCategory } from './flags';
import { Line } from './operations';

// Corrections in words that agents are told. Text and nothing else: grants, policy, rules, approvals and limits do not read it.

const Name = z.string().regex(/^[\w.:/-]{1,100}$/, 'a name');
const Time = z.string().describe('ISO 8601, UTC');

const scope = {
  step: Name.nullable().default(null).describe('null: all steps'),
  tenant: Name.nullable().default(null).describe('null: all tenants'),
  about: z
    .record(Name, z.string().min(1).max(200))
    .default({})
    .describe('facts that a run has to have when it begins, such as {"supplier": "DE123456789"}'),
};

export const GuidanceRequest = z
  .strictObject({
    workflow: z.string().max(100),
    id: z
      .string()
      .regex(/^g-[0-9a-f]{8}$/, 'an id such as g-1a2b3c4d')
      .optional()
      .describe('of guidance that this is a new version of'),
    text: z.string().trim().min(1).max(1000).describe('what the agent is told'),
    why: Line,
    category: FlagCategory.nullable().default(null).describe('of the flags that it is to make fewer'),
    ...scope,
  })
  .meta({ id: 'GuidanceRequest' });
export type GuidanceRequest = z.infer<typeof GuidanceRequest>;

export const GuidanceItem = z
  .object({
    ref: z.string().describe('id and version, such as g-1a2b3c4d@1: what entries name'),
    id: z.string(),
    version: z.int(),
    workflow: z.string(),
    ...scope,
    category: z.string().nullable(),
    text: z.string(),
    why: z.string(),
    by: z.string(),
    state: z.enum(['proposed', 'active', 'retired']).describe('retired also where a later version was promoted'),
    proposedAt: Time,
    activeAt: Time.nullable(),
    retiredAt: Time.nullable(),
  })
  .meta({ id: 'GuidanceItem' });
export type GuidanceItem = z.infer<typeof GuidanceItem>;

export const GuidanceList = z.object({ guidance: z.array(GuidanceItem) }).meta({ id: 'GuidanceList' });
export type GuidanceList = z.infer<typeof GuidanceList>;

/** How two texts whose scopes meet seem to stand to each other, by their words alone: for the author to look at. */
export const Relation = z.enum(['contradicts', 'repeats', 'overlaps']);
export type Relation = z.infer<typeof Relation>;

export const GuidanceProposed = z
  .object({
    ...GuidanceItem.shape,
    meets: z
      .array(z.object({ guidance: GuidanceItem, relation: Relation }))
      .describe('what is proposed or in force and may be told to the same step'),
  })
  .meta({ id: 'GuidanceProposed' });
export type GuidanceProposed = z.infer<typeof GuidanceProposed>;
