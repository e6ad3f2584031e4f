import { z } from 'zod';
import type { Json } from './json';

// Requests and answers of the gateway: what other services, the CLI and the desk see. /openapi.json is made from these.

/** Any JSON value; what it holds is checked by the schema of the tool or outcome it is for. */
const AnyJson = z.unknown() as unknown as z.ZodType<Json>;
const Time = z.string().describe('ISO 8601, UTC');

export const RunStatus = z.enum(['running', 'waiting', 'parked', 'ended']);
export type RunStatus = z.infer<typeof RunStatus>;

/** `void`: the run ended, or was reset, while it was open; nobody has to answer any more. */
export const ApprovalStatus = z.enum(['open', 'decided', 'taken', 'defaulted', 'void']);
export type ApprovalStatus = z.infer<typeof ApprovalStatus>;

export const DecisionName = z.enum(['approve', 'deny', 'edit', 'answer', 'delegate']);
export type DecisionName = z.infer<typeof DecisionName>;

/** Who acts, where everybody is local. The starter may look, and answer questions, but not approve. */
export const Person = z.enum(['reviewer', 'controller', 'starter']);
export type Person = z.infer<typeof Person>;

/** RFC 9457. `title` and `type` are of the code, `detail` is of this occurrence. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string().describe('a code of the error catalogue'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

export const DocumentStored = z
  .object({ id: z.string(), bytes: z.int(), links: z.object({ self: z.string() }) })
  .meta({ id: 'DocumentStored' });
export type DocumentStored = z.infer<typeof DocumentStored>;

export const StartRequest = z
  .strictObject({
    input: AnyJson.describe('what the workflow takes'),
    tenant: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .default('default'),
    stretch: z
      .strictObject({ turns: z.int().min(1).max(100), seconds: z.int().min(1).max(3600) })
      .optional()
      .describe('how much the agent may do in one activity; turns: 1 shows each in Temporal UI'),
  })
  .meta({ id: 'StartRequest' });
export type StartRequest = z.infer<typeof StartRequest>;

export const RunStarted = z
  .object({
    run: z.string(),
    workflowId: z.string(),
    links: z.object({ self: z.string(), temporal: z.string().optional() }),
  })
  .meta({ id: 'RunStarted' });
export type RunStarted = z.infer<typeof RunStarted>;

const summary = {
  run: z.string(),
  workflow: z.string(),
  workflowId: z.string(),
  tenant: z.string(),
  status: RunStatus,
  step: z.string().nullable(),
  role: z.string().nullable().describe('whom it waits for'),
  end: z.string().nullable(),
  path: z.array(z.string()),
  turns: z.int(),
  tokens: z.int(),
  usd: z.string().describe('cost so far, decimal text'),
  startedAt: Time,
  endedAt: Time.nullable(),
  links: z.object({ self: z.string(), temporal: z.string().optional() }),
};
export const RunSummary = z.object(summary).meta({ id: 'RunSummary' });
export type RunSummary = z.infer<typeof RunSummary>;

/** One entry of the ledger, told. */
export const TimelineItem = z
  .object({
    seq: z.int(),
    at: Time,
    kind: z.string(),
    step: z.string().nullable(),
    text: z.string(),
    why: z.string().optional(),
    ms: z.int().optional(),
    usd: z.string().optional(),
    details: AnyJson.optional().describe('the body of the entry'),
  })
  .meta({ id: 'TimelineItem' });
export type TimelineItem = z.infer<typeof TimelineItem>;

export const Result = z
  .object({
    end: z.string(),
    summary: z.string(),
    output: AnyJson,
    path: z.array(z.string()),
    degraded: z.array(z.string()),
  })
  .meta({ id: 'Result' });
export type Result = z.infer<typeof Result>;

export const RunStory = z
  .object({
    ...summary,
    approvals: z.array(z.string()).describe('those that are open'),
    result: Result.nullable(),
    timeline: z.array(TimelineItem),
  })
  .meta({ id: 'RunStory' });
export type RunStory = z.infer<typeof RunStory>;

export const RunPage = z
  .object({ runs: z.array(RunSummary), next: z.string().nullable().describe('cursor of the next page') })
  .meta({ id: 'RunPage' });
export type RunPage = z.infer<typeof RunPage>;

export const CancelRequested = z.object({ status: z.enum(['cancelling', 'ended']) }).meta({ id: 'CancelRequested' });
export type CancelRequested = z.infer<typeof CancelRequested>;

export const ApprovalItem = z
  .object({
    id: z.string(),
    run: z.string(),
    workflow: z.string(),
    workflowId: z.string(),
    step: z.string(),
    gate: z.enum(['approval', 'question', 'task']),
    role: z.string(),
    tool: z.string().nullable(),
    title: z.string(),
    question: AnyJson.describe('what people are shown'),
    args: AnyJson.optional().describe('the exact arguments of the call it is about'),
    digest: z.string().describe('of the arguments, where the gate is an approval'),
    askedAt: Time,
    dueAt: Time,
    status: ApprovalStatus,
    approvers: z.int().describe('how many different people have to approve'),
    approved: z.int().describe('how many have'),
    people: z.array(Person).describe('which of the local people may decide now'),
    decisions: z.array(DecisionName).describe('those that fit'),
    argsSchema: AnyJson.optional().describe('JSON Schema of `args` for an edit'),
    answerSchema: AnyJson.optional().describe('JSON Schema of `answer`'),
    decided: z.object({ decision: DecisionName, by: z.string(), reason: z.string(), at: Time }).optional(),
    links: z.object({ self: z.string(), run: z.string() }),
  })
  .meta({ id: 'ApprovalItem' });
export type ApprovalItem = z.infer<typeof ApprovalItem>;

export const ApprovalList = z.object({ approvals: z.array(ApprovalItem) }).meta({ id: 'ApprovalList' });
export type ApprovalList = z.infer<typeof ApprovalList>;

export const DecisionRequest = z
  .strictObject({
    decision: DecisionName,
    reason: z.string().max(2000).default('').describe('an agent whose call was denied is shown it'),
    args: AnyJson.optional().describe('with `edit`: the arguments to use instead'),
    answer: AnyJson.optional().describe('with `answer`'),
    to: Person.optional().describe('with `delegate`: who gets the role, for this question alone'),
    as: Person.default('reviewer').describe('which of the local people decides'),
  })
  .meta({ id: 'DecisionRequest' });
export type DecisionRequest = z.infer<typeof DecisionRequest>;

/**
 * `taken`: the run goes on with it. `accepted`: it is in the ledger, and the run will be told again until it has taken it up. `counted`: it is
 * in the ledger, and the run waits for `missing` more people.
 */
export const DecisionReceived = z
  .object({
    status: z.enum(['taken', 'accepted', 'counted']),
    approval: z.string(),
    run: z.string(),
    missing: z.int().describe('how many people have to approve still'),
  })
  .meta({ id: 'DecisionReceived' });
export type DecisionReceived = z.infer<typeof DecisionReceived>;
