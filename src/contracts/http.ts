import { z } from 'zod';
import type { Json } from './json';

// Requests and answers of the gateway: what other services, the CLI and the desk see. /openapi.json is made from these.

/** Any JSON value; what it holds is checked by the schema of the tool or outcome it is for. */
const AnyJson = z.unknown() as unknown as z.ZodType<Json>;
const Time = z.string().describe('ISO 8601, UTC');
const Name = z.string().describe('how people call the run');

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

/** The header in which a local person names themselves. */
export const AS_HEADER = 'seaworthy-as';

export const Me = z
  .object({
    issuer: z.string().describe('who vouches for them; `local`: nobody'),
    subject: z.string(),
    name: z.string(),
    roles: z.array(z.string()),
    tenants: z.array(z.string()).nullable().describe('whose runs they see and decide in; null: all'),
    by: z.enum(['session', 'token', 'local']).describe('what they are known by'),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const SignedOut = z
  .object({
    status: z.literal('signed-out'),
    at: z.string().nullable().describe('where to sign out at the identity provider too; null: nowhere'),
  })
  .meta({ id: 'SignedOut' });
export type SignedOut = z.infer<typeof SignedOut>;

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

/** `received`: a step of the run was given it. `made`: a tool of the run wrote it, such as the Invoice Response. */
export const DocumentOrigin = z.enum(['received', 'made']);
export type DocumentOrigin = z.infer<typeof DocumentOrigin>;

export const RunDocument = z
  .object({
    id: z.string(),
    origin: DocumentOrigin,
    filename: z.string().nullable(),
    mediaType: z.string(),
    links: z.object({ self: z.string() }),
  })
  .meta({ id: 'RunDocument' });
export type RunDocument = z.infer<typeof RunDocument>;

export const Tenant = z.string().regex(/^[\w-]{1,64}$/, 'a tenant');

export const StartRequest = z
  .strictObject({
    input: AnyJson.describe('what the workflow takes'),
    tenant: Tenant.optional().describe('yours where you act for one only; otherwise `default`'),
    stretch: z
      .strictObject({ turns: z.int().min(1).max(100), seconds: z.int().min(1).max(3600) })
      .optional()
      .describe('how much the agent may do in one activity; turns: 1 shows each in Temporal UI'),
  })
  .meta({ id: 'StartRequest' });
export type StartRequest = z.infer<typeof StartRequest>;

/** Where a run is to be had; paths of this gateway, but for Temporal UI. */
const RunLinks = z.object({
  self: z.string(),
  events: z.string(),
  approvals: z.string(),
  cancel: z.string(),
  temporal: z.string().optional(),
});
export type RunLinks = z.infer<typeof RunLinks>;

export const RunStarted = z
  .object({ run: z.string(), workflowId: z.string(), name: Name, links: RunLinks })
  .meta({ id: 'RunStarted' });
export type RunStarted = z.infer<typeof RunStarted>;

const summary = {
  run: z.string(),
  workflow: z.string(),
  workflowId: z.string(),
  name: Name,
  tenant: z.string(),
  status: RunStatus,
  step: z.string().nullable(),
  role: z.string().nullable().describe('whom it waits for'),
  end: z.string().nullable(),
  path: z.array(z.string()),
  turns: z.int(),
  tokens: z.int(),
  usd: z.string().describe('cost so far, decimal text'),
  noticed: z.array(z.string()).describe('what was done to it in Temporal, past the gateway'),
  startedAt: Time,
  endedAt: Time.nullable(),
  links: RunLinks,
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
    header: AnyJson.describe('what is clear of the entry: names, numbers, digests'),
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
    unsettled: z
      .array(z.object({ call: z.string(), tool: z.string() }))
      .describe('writes of a run that has ended, of which nobody knows whether they happened'),
    documents: z.array(RunDocument),
    timeline: z.array(TimelineItem),
  })
  .meta({ id: 'RunStory' });
export type RunStory = z.infer<typeof RunStory>;

const lastPaths = [
  z.object({ path: z.literal('park') }),
  z.object({ path: z.literal('degrade'), how: z.string() }),
  z.object({ path: z.literal('goTo'), to: z.string() }),
] as const;
const Path = z
  .discriminatedUnion('path', [
    ...lastPaths,
    z.object({
      path: z.literal('cached'),
      noOlderThan: z.string().describe('such as 7 days'),
      otherwise: z.discriminatedUnion('path', lastPaths),
    }),
  ])
  .describe('where an exception leads');
const step = { purpose: z.string() };

/** A workflow's map, as src/contracts/map.ts has it. */
export const WorkflowMap = z
  .object({
    name: z.string(),
    categories: z.array(z.string()).readonly().describe('what can be wrong with it, for those who flag it'),
    steps: z.record(
      z.string(),
      z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('system'),
          ...step,
          tool: z.string(),
          onUnavailable: Path,
          onMalformed: Path,
          onRejected: Path,
          onDenied: Path.optional(),
        }),
        z.object({
          kind: z.literal('agent'),
          ...step,
          tools: z.array(z.string()).readonly(),
          outcome: z.string(),
          onExhausted: Path,
          onUnavailable: Path,
          onBudget: z
            .union([
              z.object({ path: z.literal('askForMore'), usd: z.string(), role: z.string(), within: z.string() }),
              z.object({ path: z.literal('cheaper') }),
              z.object({ path: z.literal('goTo'), to: z.string() }),
            ])
            .optional(),
          models: z.array(z.string()).readonly().optional().describe("of its agent's models, those that it uses"),
          patience: z.string().optional().describe('how long its one model call may take: it goes through a batch'),
        }),
        z.object({ kind: z.literal('decision'), ...step, branches: z.array(z.string()).readonly() }),
        z.object({
          kind: z.literal('human'),
          ...step,
          role: z.string(),
          outcome: z.string(),
          within: z.string(),
          escalateTo: z.union([z.string(), z.array(z.string()).readonly()]).optional(),
          onExpired: Path,
        }),
        z.object({
          ...{ kind: z.literal('delegate'), ...step, to: z.string(), ends: z.array(z.string()).readonly() },
          ...{ usd: z.string(), within: z.string(), onRefused: Path, onConflict: Path, onFailed: Path },
        }),
        z.object({ kind: z.literal('end'), ...step }),
      ]),
    ),
  })
  .meta({ id: 'WorkflowMap' });
export type WorkflowMap = z.infer<typeof WorkflowMap>;

export const RunPage = z
  .object({
    runs: z.array(RunSummary),
    next: z.string().nullable().describe('cursor of the next page'),
    strangers: z.int().describe('workflows that the ledger did not know, found in Temporal within a day'),
    links: z.object({ next: z.string().nullable() }),
  })
  .meta({ id: 'RunPage' });
export type RunPage = z.infer<typeof RunPage>;

/** Of `GET /v1/events`. `inbox` are the open approvals, `runs` those that have not ended. */
export const ChangedTopic = z.enum(['inbox', 'runs', 'halts']);
export type ChangedTopic = z.infer<typeof ChangedTopic>;

export const CancelRequested = z.object({ status: z.enum(['cancelling', 'ended']) }).meta({ id: 'CancelRequested' });
export type CancelRequested = z.infer<typeof CancelRequested>;

export const ApprovalItem = z
  .object({
    id: z.string(),
    run: z.string(),
    workflow: z.string(),
    workflowId: z.string(),
    name: Name,
    step: z.string(),
    gate: z.enum(['approval', 'question', 'task']),
    role: z.string(),
    tool: z.string().nullable(),
    title: z.string(),
    does: z.string().describe('what happens when it is approved or answered, in plain words'),
    worth: z.object({ amount: z.string(), currency: z.string() }).optional().describe('what it is about, in money'),
    silence: z
      .object({ asks: z.array(z.string()).describe('roles that are asked next, in turn'), then: z.string() })
      .describe('what happens when nobody answers in time'),
    question: AnyJson.describe('what people are shown'),
    args: AnyJson.optional().describe('the exact arguments of the call it is about'),
    digest: z.string().describe('of the arguments, where the gate is an approval'),
    askedAt: Time,
    dueAt: Time,
    status: ApprovalStatus,
    approvers: z.int().describe('how many different people have to approve'),
    approved: z.int().describe('how many have'),
    yours: z.boolean().describe('whether you, who ask, may decide it now'),
    decisions: z.array(DecisionName).describe('those that fit'),
    argsSchema: AnyJson.optional().describe('JSON Schema of `args` for an edit'),
    answerSchema: AnyJson.optional().describe('JSON Schema of `answer`'),
    decided: z.object({ decision: DecisionName, by: z.string(), reason: z.string(), at: Time }).optional(),
    links: z.object({ self: z.string(), decisions: z.string(), run: z.string() }),
  })
  .meta({ id: 'ApprovalItem' });
export type ApprovalItem = z.infer<typeof ApprovalItem>;

export const ApprovalList = z
  .object({
    approvals: z.array(ApprovalItem),
    next: z.string().nullable().describe('cursor of the next page'),
    open: z
      .object({
        all: z.int(),
        mine: z.int().describe('of those, put to a role of yours or delegated to somebody'),
        byRole: z.record(z.string(), z.int()),
      })
      .describe('how many are open in all, whatever is filtered'),
    links: z.object({ next: z.string().nullable() }),
  })
  .meta({ id: 'ApprovalList' });
export type ApprovalList = z.infer<typeof ApprovalList>;

export const DecisionRequest = z
  .strictObject({
    decision: DecisionName,
    reason: z.string().max(2000).default('').describe('an agent whose call was denied is shown it'),
    args: AnyJson.optional().describe('with `edit`: the arguments to use instead'),
    answer: AnyJson.optional().describe('with `answer`'),
    to: z
      .string()
      .regex(/^[^\p{Cc}]{1,255}$/u, 'a subject')
      .optional()
      .describe(
        'with `delegate`: who gets the role, for this question alone; known as that to whoever vouches for you',
      ),
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
    links: z.object({ approval: z.string(), run: z.string() }),
  })
  .meta({ id: 'DecisionReceived' });
export type DecisionReceived = z.infer<typeof DecisionReceived>;
