import { z } from 'zod';
import { Change, Rate } from './interval';
import { Line } from './operations';

// A candidate held against what is in force, on recorded cases and past good runs; nothing is sent to any system.

const Time = z.string().describe('ISO 8601, UTC');
const Ref = z.string().regex(/^g-[0-9a-f]{8}@\d{1,6}$/, 'guidance such as g-1a2b3c4d@1');

/** What would be otherwise than now. It narrows tools and never adds one; grants, policy, rules and limits stay what they are. */
const candidate = {
  guidance: z
    .array(Ref)
    .max(20)
    .default([])
    .describe('told beside what is in force; a new version replaces its earlier one'),
  instructions: z.string().min(1).max(20_000).optional().describe("in the place of the agent's"),
  model: z.string().max(100).optional().describe("in the place of the agent's models"),
  tools: z.array(z.string().max(100)).max(100).optional().describe('of the tools of its steps, only these'),
};
export const Candidate = z.object(candidate);
export type Candidate = z.infer<typeof Candidate>;

const settings = {
  repeats: z.int().min(1).max(20).default(3).describe('how often each is replayed, because agents vary'),
  sample: z.int().min(0).max(200).default(20).describe('how many past good runs'),
  margin: z.number().min(0).max(0.5).default(0.05).describe('a share of items: worse by more than this cannot go out'),
  seed: z.int().min(0).max(4_294_967_295).default(1),
};

export const ProofRequest = z
  .strictObject({ workflow: z.string().max(100), ...candidate, ...settings, why: Line })
  .refine(
    ({ guidance, instructions, model, tools }) => guidance.length > 0 || (instructions ?? model ?? tools) !== undefined,
    { path: ['guidance'], message: 'say what is to be otherwise: guidance, instructions, model or tools' },
  )
  .meta({ id: 'ProofRequest' });
export type ProofRequest = z.infer<typeof ProofRequest>;

export const ProofSettings = z.object(settings);
export type ProofSettings = z.infer<typeof ProofSettings>;

export const ProofVerdict = z.enum(['better', 'no-effect', 'worse', 'no-verdict']);
export type ProofVerdict = z.infer<typeof ProofVerdict>;

const Both = <T extends z.ZodType>(type: T) => z.object({ now: type, candidate: type });

const Side = z.object({ items: z.int(), ...Both(Rate).shape, change: Change });

export const ProofItem = z.object({
  item: z.string().describe('id of a case, or of a run that went well'),
  kind: z.enum(['case', 'good']),
  run: z.string(),
  step: z.string(),
  ...Both(z.number().describe('share of its replays that passed')).shape,
  diverged: Both(z.int()).describe('replays that asked for what was not recorded'),
});
export type ProofItem = z.infer<typeof ProofItem>;

export const ProofReport = z.object({
  verdict: ProofVerdict,
  why: z.string(),
  cases: Side,
  good: Side,
  p: z.number().describe('sign test over the cases that changed'),
  usd: Change.describe('of a replay, in US dollars, candidate minus now'),
  ms: Change.describe('of a replay, thinking alone, candidate minus now'),
  perReplay: Both(z.object({ usd: z.number(), ms: z.number() })),
  items: z.array(ProofItem),
  skipped: z.array(z.object({ item: z.string(), why: z.string() })),
  replays: z.int(),
});
export type ProofReport = z.infer<typeof ProofReport>;

export const Proof = z
  .object({
    id: z.string(),
    workflow: z.string(),
    agentVersion: z.int(),
    candidate: Candidate,
    settings: ProofSettings,
    state: z.enum(['waiting', 'running', 'done']),
    replayed: z.int().describe('replays so far'),
    by: z.string(),
    why: z.string(),
    at: Time,
    report: ProofReport.nullable(),
  })
  .meta({ id: 'Proof' });
export type Proof = z.infer<typeof Proof>;

export const ProofList = z.object({ proofs: z.array(Proof) }).meta({ id: 'ProofList' });
export type ProofList = z.infer<typeof ProofList>;
