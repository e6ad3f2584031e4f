import { z } from 'zod';

// What operators do to the whole fleet: halts, and rules that narrow what agents may do.

/** No control characters, and nothing too long for a line. */
export const Line = z.string().regex(/^[^\p{Cc}]{1,500}$/u, 'one line of at most 500 characters');
const Name = z.string().regex(/^[\w.:/-]{1,100}$/, 'a name');
const Time = z.string().describe('ISO 8601, UTC');

/** What is halted. `system` may be `anthropic`: then no model is called. */
export const HaltKind = z.enum(['all', 'workflow', 'agent', 'tool', 'system', 'tenant']);
export type HaltKind = z.infer<typeof HaltKind>;

export const HaltRequest = z
  .strictObject({
    kind: HaltKind,
    value: Name.or(z.literal('')).default('').describe('which; left out with `all`'),
    why: Line,
  })
  .refine(({ kind, value }) => (kind === 'all') === (value === ''), {
    path: ['value'],
    message: 'names what is halted, and is left out with `all`',
  })
  .meta({ id: 'HaltRequest' });
export type HaltRequest = z.infer<typeof HaltRequest>;

export const HaltItem = z
  .object({
    id: z.int(),
    kind: HaltKind,
    value: z.string(),
    why: z.string(),
    by: z.string(),
    since: Time,
    lifted: z.object({ at: Time, by: z.string(), why: z.string() }).nullable(),
  })
  .meta({ id: 'HaltItem' });
export type HaltItem = z.infer<typeof HaltItem>;

export const HaltList = z.object({ halts: z.array(HaltItem) }).meta({ id: 'HaltList' });
export type HaltList = z.infer<typeof HaltList>;

/** Why something is taken back. */
export const EndRequest = z.strictObject({ why: Line }).meta({ id: 'EndRequest' });
export type EndRequest = z.infer<typeof EndRequest>;

export const RuleEffect = z.enum(['deny', 'approval']);
export type RuleEffect = z.infer<typeof RuleEffect>;

/** A rule as policy sees it. It only ever narrows: nothing that an agent has not been granted becomes allowed by a rule. */
const rule = {
  agent: Name.or(z.literal('*')).default('*'),
  tenant: Name.or(z.literal('*')).default('*'),
  environment: Name.or(z.literal('*')).default('*').describe('SEAWORTHY_ENVIRONMENT of the worker'),
  target: z.enum(['permission', 'tool', 'writes']).describe('what it is about; `writes` is every tool that writes'),
  name: Name.or(z.literal('')).default('').describe('which permission or tool'),
  fact: Name.nullable().default(null).describe('only where the run has established this, such as untrustedText'),
  effect: RuleEffect,
  role: Name.nullable().default(null).describe('with `approval`: who is asked'),
  within: z
    .string()
    .regex(/^\d{1,4} (minute|hour|day)s?$/, 'a time such as 2 days')
    .nullable()
    .default(null)
    .describe('with `approval`: how long that may take'),
};
export const PolicyRule = z.object({ id: z.int(), ...rule });
export type PolicyRule = z.infer<typeof PolicyRule>;

export const RuleRequest = z
  .strictObject({ ...rule, why: Line })
  .refine(({ target, name }) => (target === 'writes') === (name === ''), {
    path: ['name'],
    message: 'names the permission or tool, and is left out with `writes`',
  })
  .refine(({ effect, role, within }) => (effect === 'approval') === (role !== null && within !== null), {
    path: ['role'],
    message: 'and `within` are given with `approval`, and only there',
  })
  .meta({ id: 'RuleRequest' });
export type RuleRequest = z.infer<typeof RuleRequest>;

export const RuleItem = PolicyRule.extend({
  version: z.int().describe('of all rules together, from which on it holds'),
  why: z.string(),
  by: z.string(),
  since: Time,
  ended: z.object({ version: z.int(), at: Time, by: z.string(), why: z.string() }).nullable(),
}).meta({ id: 'RuleItem' });
export type RuleItem = z.infer<typeof RuleItem>;

export const RuleList = z.object({ version: z.int(), rules: z.array(RuleItem) }).meta({ id: 'RuleList' });
export type RuleList = z.infer<typeof RuleList>;
