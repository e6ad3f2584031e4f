import { z } from 'zod';

// What a step has to do when it is given what it was given in a run: the recorded inputs and results stay where they are, the checks are data.

const Name = z.string().regex(/^[\w-]{1,100}$/, 'a name');
const Path = z.string().regex(/^[\w-]+(\.[\w-]+){0,9}$/, 'a field, such as amount or lines.0.quantity');
const Value = z.union([z.string().max(500), z.number(), z.boolean(), z.null()]);

const value = {
  is: Value.optional().describe('numbers in text are compared as numbers'),
  isNot: Value.optional(),
  in: z.array(Value).min(1).max(20).optional(),
};
type Test = { is?: unknown; isNot?: unknown; in?: unknown };
const one = ({ is, isNot, in: within }: Test): boolean =>
  [is, isNot, within].filter((given) => given !== undefined).length === 1;
const ONE = { path: ['is'], message: 'use one of is, isNot and in' };

/** One thing that has to hold of what a step did. */
export const Check = z.discriminatedUnion('check', [
  z.strictObject({ check: z.literal('concludes'), path: Path, ...value }).refine(one, ONE),
  z
    .strictObject({
      check: z.literal('calls'),
      tool: Name,
      path: Path.optional().describe('of its arguments'),
      ...value,
    })
    .refine((test) => (test.path === undefined ? !one(test) : one(test)), ONE),
  z.strictObject({ check: z.literal('calls-not'), tool: Name }),
]);
export type Check = z.infer<typeof Check>;

export const CaseRequest = z
  .strictObject({
    step: Name.optional().describe('an agent step; that of the flag where left out'),
    expect: z.array(Check).min(1).max(20).describe('all of it has to hold'),
  })
  .meta({ id: 'CaseRequest' });
export type CaseRequest = z.infer<typeof CaseRequest>;

export const CaseItem = z
  .object({
    id: z.string(),
    flag: z.string(),
    run: z.string(),
    workflow: z.string(),
    step: z.string(),
    visit: z.int(),
    category: z.string(),
    expect: z.array(Check).nullable().describe('null: erased with its run'),
    at: z.string().describe('ISO 8601, UTC'),
    retired: z.boolean(),
  })
  .meta({ id: 'CaseItem' });
export type CaseItem = z.infer<typeof CaseItem>;

export const CaseList = z.object({ cases: z.array(CaseItem) }).meta({ id: 'CaseList' });
export type CaseList = z.infer<typeof CaseList>;
