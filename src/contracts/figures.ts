import { z } from 'zod';

// How runs go, in numbers: from clear headers and projections alone.

const Count = z.int().min(0);
const Time = z.string().describe('ISO 8601, UTC');
const Usd = z.string().describe('decimal text');

const Ms = z.int().nullable().describe('from beginning to end, waiting included; null: none came to an end');
const took = {
  p50Ms: Ms,
  p95Ms: Ms,
  usd: Usd.describe('of all model calls'),
  retries: Count.describe('model and system calls that failed, and attempts that took over from another'),
  flags: Count,
};

const StepFigures = z.object({
  entered: Count,
  left: Count,
  succeeded: Count.describe('left by no exception path; having been parked does not count as one'),
  ...took,
});

const RunFigures = z.object({
  runs: Count,
  ended: Count,
  succeeded: Count.describe('ended by themselves, and took no exception path'),
  ...took,
});

/** Of the newest runs of a workflow that began in a time. */
export const WorkflowFigures = z
  .object({
    name: z.string(),
    since: Time,
    until: Time,
    runs: Count.describe('how many were looked at; at most 5000, the newest'),
    total: RunFigures,
    steps: z.record(z.string(), StepFigures),
    branches: z
      .array(RunFigures.extend({ step: z.string(), branch: z.string() }))
      .describe('of the whole runs that took the branch'),
    ways: z
      .array(z.object({ from: z.string(), to: z.string(), count: Count }))
      .describe('how often one step, or end, came after another'),
    exceptions: z
      .array(z.object({ from: z.string(), exception: z.string(), path: z.string(), to: z.string(), count: Count }))
      .describe('how often an exception path was taken'),
  })
  .meta({ id: 'WorkflowFigures' });
export type WorkflowFigures = z.infer<typeof WorkflowFigures>;

export const Overview = z
  .object({
    workflows: z
      .array(z.string())
      .describe('those that have a map here; first the one of which most runs began since then'),
    since: Time,
    states: z.object({ running: Count, waiting: Count, parked: Count, ended: Count.describe('since then') }),
    open: z
      .array(z.object({ role: z.string(), count: Count, oldest: Time }))
      .describe('questions that wait, by the role they wait for'),
    waits: z
      .array(z.object({ role: z.string(), decided: Count, medianMs: z.int(), p90Ms: z.int() }))
      .describe('how long questions asked since then waited for their decision'),
    days: z
      .array(
        z.object({
          day: z.iso.date().describe('UTC'),
          started: Count,
          usd: Usd.describe('what the runs begun that day have cost'),
          ends: z.record(z.string(), Count).describe('how runs ended that day'),
        }),
      )
      .describe('every day since then'),
  })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof Overview>;

/** Something that the ledger should say of a model call or tool call, and does not. */
export const Gap = z.object({
  seq: z.int().describe('of the entry that it should hang on'),
  step: z.string().nullable(),
  call: z.string().nullable().describe('null: the model call itself'),
  missing: z.enum(['input', 'output', 'why', 'verdict', 'latency', 'tokens', 'cost']),
});
export type Gap = z.infer<typeof Gap>;

export const Completeness = z
  .object({
    runs: Count.describe('that have ended and were looked at; at most 2000, the newest'),
    erased: Count.describe('of them, what they held is gone'),
    modelCalls: Count,
    toolCalls: Count,
    gaps: z.array(Gap.extend({ run: z.string() })),
  })
  .meta({ id: 'Completeness' });
export type Completeness = z.infer<typeof Completeness>;
