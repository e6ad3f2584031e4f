import type { CaseItem, CaseList } from '../contracts/cases';
import type { FeedbackFigures } from '../contracts/feedback';
import type {
  FlagItem,
  FlagLink,
  FlagLinkRequest,
  FlagList,
  FlagStatus,
  LinkedFlagRequest,
  ReviewRequest,
} from '../contracts/flags';
import type { GuidanceItem, GuidanceList, GuidanceProposed, GuidanceRequest } from '../contracts/guidance';
import type { EndRequest } from '../contracts/operations';
import type { Proof, ProofList, ProofRequest } from '../contracts/proofs';
import type { Rollout, RolloutList, RolloutRequest } from '../contracts/rollouts';
import type { Defaulted } from './defaulted';

/** The part of the client that is about what went wrong, and what is done about it. */
export interface FeedbackClient {
  /** What was said to be wrong, that which has waited longest first; with how many are open. */
  flags(filter?: { status?: FlagStatus; workflow?: string; limit?: number; cursor?: string }): Promise<FlagList>;
  /** One of them, and what became of it. */
  flagged(flag: string): Promise<FlagItem>;
  /** A token by which somebody else, such as the supplier, may flag an entry of a run, once. */
  flagLink(run: string, link: Defaulted<FlagLinkRequest, 'entry'>): Promise<FlagLink>;
  /** Flags by such a token; needs nobody signed in. */
  flagByLink(flag: Defaulted<LinkedFlagRequest, 'token' | 'category'>): Promise<{ flag: string }>;
  /** Takes care of a flag. */
  ownFlag(flag: string): Promise<FlagItem>;
  /** Confirms a flag, which makes a case of it, rejects it, or merges it into another. */
  reviewFlag(flag: string, review: ReviewRequest): Promise<FlagItem>;
  /** What steps have to do when they are given what they were given in a run. */
  cases(filter?: { workflow?: string; all?: boolean }): Promise<CaseItem[]>;
  /** Asks a case of no candidate any more. */
  retireCase(id: string, end: EndRequest): Promise<{ case: string }>;
  /** How often runs were flagged, edited or went straight through, by version and step; of those that began in that time (30 days). */
  feedback(workflow: string, span?: { since?: Date; until?: Date }): Promise<FeedbackFigures>;
  /** Proposes what an agent is to be told; no run is told it before it was proved and rolled out. Operators and admins. */
  proposeGuidance(guidance: Defaulted<GuidanceRequest, 'workflow' | 'text' | 'why'>): Promise<GuidanceProposed>;
  /** What agents are told and what is proposed; with `all`, what was retired too. */
  guidance(filter?: { workflow?: string; all?: boolean }): Promise<GuidanceItem[]>;
  /** Tells it to no run that begins from now on. */
  retireGuidance(id: string, end: EndRequest): Promise<{ guidance: string }>;
  /** Has a candidate held against what is in force; `proof` says how far it is. Operators and admins. */
  prove(candidate: Defaulted<ProofRequest, 'workflow' | 'why'>): Promise<Proof>;
  proof(id: string): Promise<Proof>;
  proofs(filter?: { workflow?: string }): Promise<Proof[]>;
  /** Gives a proved candidate to a share of new runs; promoted or rolled back by a rule. Operators and admins, as those that end it by hand. */
  startRollout(rollout: Defaulted<RolloutRequest, 'proof' | 'why'>): Promise<Rollout>;
  rollout(id: number): Promise<Rollout>;
  rollouts(filter?: { workflow?: string }): Promise<Rollout[]>;
  promoteRollout(id: number, end: EndRequest): Promise<Rollout>;
  rollBackRollout(id: number, end: EndRequest): Promise<Rollout>;
}

type Call = <T>(
  method: string,
  path: string,
  sent?: { query?: Record<string, string | number | boolean | undefined>; json?: object },
) => Promise<T>;

export function feedbackCalls(call: Call): FeedbackClient {
  return {
    flags: (filter = {}) => call('GET', '/v1/flags', { query: filter }),
    flagged: (flag) => call('GET', `/v1/flags/${encodeURIComponent(flag)}`),
    flagLink: (run, link) => call('POST', `/v1/runs/${encodeURIComponent(run)}/flag-links`, { json: link }),
    flagByLink: (flag) => call('POST', '/v1/linked-flags', { json: flag }),
    ownFlag: (flag) => call('POST', `/v1/flags/${encodeURIComponent(flag)}/own`),
    reviewFlag: (flag, review) => call('POST', `/v1/flags/${encodeURIComponent(flag)}/review`, { json: review }),
    cases: async (filter = {}) => (await call<CaseList>('GET', '/v1/cases', { query: filter })).cases,
    retireCase: (id, end) => call('POST', `/v1/cases/${encodeURIComponent(id)}/retire`, { json: end }),
    feedback: (workflow, { since, until } = {}) =>
      call('GET', `/v1/workflows/${encodeURIComponent(workflow)}/feedback`, {
        query: { since: since?.toISOString(), until: until?.toISOString() },
      }),
    proposeGuidance: (guidance) => call('POST', '/v1/guidance', { json: guidance }),
    guidance: async (filter = {}) => (await call<GuidanceList>('GET', '/v1/guidance', { query: filter })).guidance,
    prove: (candidate) => call('POST', '/v1/proofs', { json: candidate }),
    proof: (id) => call('GET', `/v1/proofs/${encodeURIComponent(id)}`),
    proofs: async (filter = {}) => (await call<ProofList>('GET', '/v1/proofs', { query: filter })).proofs,
    startRollout: (rollout) => call('POST', '/v1/rollouts', { json: rollout }),
    rollout: (id) => call('GET', `/v1/rollouts/${id}`),
    rollouts: async (filter = {}) => (await call<RolloutList>('GET', '/v1/rollouts', { query: filter })).rollouts,
    promoteRollout: (id, end) => call('POST', `/v1/rollouts/${id}/promote`, { json: end }),
    rollBackRollout: (id, end) => call('POST', `/v1/rollouts/${id}/rollback`, { json: end }),
    retireGuidance: (id, end) => call('POST', `/v1/guidance/${encodeURIComponent(id)}/retire`, { json: end }),
  };
}
