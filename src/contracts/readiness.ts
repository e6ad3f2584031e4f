import { z } from 'zod';
import { Line } from './operations';

// Whether a workflow is fit for production: seven patterns, each with criteria that are held against evidence.

const Time = z.string().describe('ISO 8601, UTC');

export const Environment = z.string().regex(/^[\w.-]{1,50}$/, 'a name');

export const Pattern = z.enum([
  'workflow-first',
  'governance',
  'integration',
  'single-agent',
  'observability',
  'cost',
  'feedback',
]);
export type Pattern = z.infer<typeof Pattern>;

/** `no-evidence`: nothing shows it yet, and nothing speaks against it. `waived`: it does not hold, and somebody answers for that. */
export const CriterionState = z.enum(['holds', 'fails', 'no-evidence', 'waived']);
export type CriterionState = z.infer<typeof CriterionState>;

export const Waiver = z
  .object({
    criterion: z.string(),
    by: z.string(),
    why: z.string(),
    since: Time,
    until: Time,
  })
  .meta({ id: 'Waiver' });
export type Waiver = z.infer<typeof Waiver>;

export const EvidenceRef = z.object({
  what: z.string().describe('such as "evidence 12, drill --faults"'),
  at: Time.nullable().describe('when it was gathered; null: it is as it stands now'),
  version: z.string().nullable().describe('what it was gathered of; null: of no version'),
  stale: z.boolean().describe('it is too old, or what it was of has changed since'),
});
export type EvidenceRef = z.infer<typeof EvidenceRef>;

export const CriterionResult = z
  .object({
    id: z.string().describe('such as governance.hostile-drill'),
    pattern: Pattern,
    asks: z.string(),
    state: CriterionState,
    says: z.string().describe('what the evidence shows'),
    next: z.string().nullable().describe('what to do; null where it holds'),
    evidence: z.array(EvidenceRef),
    waiver: Waiver.nullable(),
  })
  .meta({ id: 'CriterionResult' });
export type CriterionResult = z.infer<typeof CriterionResult>;

export const AdmissionItem = z
  .object({
    id: z.int(),
    workflow: z.string(),
    environment: z.string(),
    version: z.string(),
    by: z.string(),
    since: Time,
    until: Time,
  })
  .meta({ id: 'AdmissionItem' });
export type AdmissionItem = z.infer<typeof AdmissionItem>;

export const AdmissionList = z.object({ admissions: z.array(AdmissionItem) }).meta({ id: 'AdmissionList' });
export type AdmissionList = z.infer<typeof AdmissionList>;

export const AdmissionRequest = z
  .strictObject({
    environment: Environment,
    until: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('in 90 days where it is not given; at most a year ahead'),
    why: Line,
  })
  .meta({ id: 'AdmissionRequest' });
export type AdmissionRequest = z.infer<typeof AdmissionRequest>;

export const ReadinessReport = z
  .object({
    workflow: z.string(),
    environment: z.string(),
    at: Time,
    version: z.string().describe('of agent, map and rules, such as "3 9f2c51d07ab4, rules 0"'),
    ready: z.boolean().describe('every criterion holds or is waived'),
    counts: z.object({ holds: z.int(), fails: z.int(), 'no-evidence': z.int(), waived: z.int() }),
    criteria: z.array(CriterionResult),
    admission: AdmissionItem.nullable().describe(
      'the last for this environment; it may have ended, or be of another version',
    ),
  })
  .meta({ id: 'ReadinessReport' });
export type ReadinessReport = z.infer<typeof ReadinessReport>;

/** To be ended, `until` is null. */
export const WaiverRequest = z
  .strictObject({
    criterion: z.string().max(100),
    why: Line,
    until: z.iso.datetime({ offset: true }).nullable().describe('null: what was waived before is to hold again'),
  })
  .meta({ id: 'WaiverRequest' });
export type WaiverRequest = z.infer<typeof WaiverRequest>;

export const WaiverList = z.object({ waivers: z.array(Waiver) }).meta({ id: 'WaiverList' });
export type WaiverList = z.infer<typeof WaiverList>;
