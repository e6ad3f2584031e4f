import { z } from 'zod';
import { Change, Rate } from './interval';
import { Line } from './operations';

// A candidate given to a share of new runs, compared with the others at the same time, and promoted or rolled back by a rule set beforehand.

const Time = z.string().describe('ISO 8601, UTC');

const settings = {
  share: z.number().min(0.01).max(0.5).default(0.2).describe('of new runs; stable by what a run is about'),
  horizon: z.int().min(4).max(100_000).default(100).describe('runs of the canary that have ended: then it is decided'),
  looks: z.int().min(1).max(20).default(4).describe('of the guard, equally spaced up to the horizon'),
  alpha: z
    .number()
    .min(0.001)
    .max(0.2)
    .default(0.05)
    .describe('how often the guard may stop a harmless canary, over all looks'),
  ripensS: z
    .int()
    .min(0)
    .max(2_592_000)
    .default(3_600)
    .describe('seconds: a run counts so long after its end, so that it can have been flagged'),
  margin: z.number().min(0).max(0.5).default(0.05).describe('a share of runs: more bad ones than this are too many'),
  dearer: z.number().min(0).max(10).default(0.25).describe('a share: what a run of the canary may cost more'),
  slower: z.number().min(0).max(10).default(0.25).describe('a share: how much longer a step of the canary may think'),
};

export const RolloutRequest = z
  .strictObject({ proof: z.string().max(100), ...settings, why: Line })
  .refine(({ looks, horizon }) => looks <= horizon, {
    path: ['looks'],
    message: 'at most as many as the horizon has runs',
  })
  .meta({ id: 'RolloutRequest' });
export type RolloutRequest = z.infer<typeof RolloutRequest>;

export const RolloutSettings = z.object(settings);
export type RolloutSettings = z.infer<typeof RolloutSettings>;

const Arm = z.object({
  begun: z.int(),
  ended: z.int(),
  bad: Rate.describe('of those that ended: flagged by somebody, edited, denied or escalated'),
  flagged: z.int(),
  edited: z.int(),
  denied: z.int(),
  escalated: z.int(),
  usd: z.number().describe('of a run, on average'),
  steps: z.array(z.object({ step: z.string(), runs: z.int(), usd: z.number(), ms: z.number().describe('thinking') })),
});
export type Arm = z.infer<typeof Arm>;

export const Look = z.object({
  look: z.int(),
  at: Time,
  canary: z.object({ bad: z.int(), of: z.int() }),
  control: z.object({ bad: z.int(), of: z.int() }),
  p: z.number().describe("Fisher's exact test, one-sided"),
  bound: z.number().describe('below which the canary is stopped'),
});
export type Look = z.infer<typeof Look>;

export const Rollout = z
  .object({
    id: z.int(),
    workflow: z.string(),
    agentVersion: z.int(),
    proof: z.string(),
    guidance: z.array(z.string()),
    settings: RolloutSettings,
    state: z.enum(['canary', 'promoted', 'rolled-back']),
    by: z.string(),
    why: z.string(),
    startedAt: Time,
    ended: z
      .object({ at: Time, by: z.string().describe('who; `rule` where it was nobody'), why: z.string() })
      .nullable(),
    canary: Arm,
    control: Arm,
    change: Change.describe('of the share of bad runs, canary minus control'),
    looks: z.array(Look),
  })
  .meta({ id: 'Rollout' });
export type Rollout = z.infer<typeof Rollout>;

export const RolloutList = z.object({ rollouts: z.array(Rollout) }).meta({ id: 'RolloutList' });
export type RolloutList = z.infer<typeof RolloutList>;
