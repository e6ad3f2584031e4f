import type { DecisionKind, EntryKind, Headers, Verdict } from './entry';
import type { ApprovalId, CallId, RunId } from './ids';
import type { Json } from './json';

/** A fact that the workflow has to record. It rides along with the next activity; `index` makes a second delivery harmless. */
export type Fact = {
  [K in EntryKind]: { index: number; at: number; kind: K; step: string | null; header: Headers[K]; body?: Json };
}[EntryKind];

/** Where a run stands when it asks for something: every activity of the engine takes one. `wave` fences attempts the run has moved past. */
export interface Position {
  run: RunId;
  wave: number;
  /** Temporal's run id before a continue-as-new; announces that the new one is legitimate. */
  continuedFrom?: string;
  facts: Fact[];
}

/** Temporal reset the run: nothing was recorded, a person must decide (`Run.Reset`). */
export interface ResetFound {
  type: 'reset';
}

/** How a tool's activity is to be scheduled. */
export interface Route {
  queue: string;
  system: string;
  effect: 'read' | 'write';
  /** Milliseconds for one attempt. */
  startToClose: number;
}

export interface Begun {
  type: 'begun';
  incarnation: number;
  routes: Record<string, Route>;
}

/** An approval rule as policy returns it: who is asked, how long it may take, who is asked then. Never approves by itself. */
export interface ApprovalRule {
  rule: string;
  role: string;
  within: string;
  escalateTo?: string;
}

/** The entry that holds a call's arguments: a thought by its number, or a fact of the workflow by its index. */
export type Origin = { seq: number } | { fact: number };

export interface JudgedCall {
  call: CallId;
  tool: string;
  verdict: Verdict;
  origin: Origin;
  digest: string;
  why: string;
  approval?: ApprovalRule;
}

export type ExhaustedBy = 'turns' | 'usd' | 'malformed' | 'refusal' | 'context' | 'model-rejected';

export type ReasonResult =
  | ResetFound
  | { type: 'calls'; calls: JudgedCall[]; turns: number; usd: string }
  | { type: 'more'; turns: number; usd: string }
  | { type: 'concluded'; outcome: Json; turns: number; usd: string }
  | { type: 'exhausted'; by: ExhaustedBy; turns: number; usd: string }
  | { type: 'unavailable'; why: string; turns: number; usd: string }
  | { type: 'halted'; halt: number; why: string; turns: number; usd: string };

export interface ActInput {
  position: Position;
  agent: string;
  step: string;
  call: CallId;
  tool: string;
  origin: Origin;
  /** Set once a person has approved: the decision is read from the ledger, this only names it. */
  approval?: ApprovalId;
  /** A person's answer to whether an unknown write happened. */
  settlement?: ApprovalId;
  /** Whether the workflow needs the output. What an agent called for stays in the ledger. */
  wantsOutput: boolean;
}

export type ActResult =
  | ResetFound
  | { type: 'done'; output?: Json; asks?: { role: string; within: string } }
  | { type: 'denied'; reason: string }
  | { type: 'needs-approval'; digest: string; approval: ApprovalRule }
  | { type: 'rejected'; reason: string; details?: Json }
  | { type: 'malformed'; reason: string }
  | { type: 'unavailable'; reason: string }
  | { type: 'unknown'; reason: string }
  /** Operators halted it: nothing was sent, and it may be tried again once that halt is lifted. */
  | { type: 'halted'; halt: number; why: string };

/** What a person decided, as the ledger holds it. */
export type DecisionTaken =
  ResetFound | { type: 'pending' } | { type: 'decided'; decision: DecisionKind; reason: string; answer?: Json };

/** `end` is how the owner's run ended; null while it runs. */
export type SubjectClaim =
  ResetFound | { type: 'first' } | { type: 'again' | 'conflicting'; run: string; end: string | null };

/** What workflows ask of workers. Implemented in src/activities; workflows see only these types. */
export interface EngineActivities {
  begin(input: {
    position: Position;
    workflow: string;
    agent: string;
    tenant: string;
    starter: string;
  }): Promise<Begun | ResetFound>;
  /** After a reset, and only by a person's word: makes this Temporal run the one that counts. */
  adopt(input: { position: Position }): Promise<{ incarnation: number }>;
  record(input: { position: Position }): Promise<{ type: 'recorded' } | ResetFound>;
  reason(input: {
    position: Position;
    agent: string;
    step: string;
    visit: number;
    stretch: Stretch;
  }): Promise<ReasonResult>;
  claimSubject(input: {
    position: Position;
    workflow: string;
    tenant: string;
    key: string;
    facts: Json;
  }): Promise<SubjectClaim>;
  takeDecision(input: {
    position: Position;
    approval: ApprovalId;
    step: string;
    call?: CallId;
    tool?: string;
  }): Promise<DecisionTaken>;
  act(input: ActInput): Promise<ActResult>;
}

/** How much one `reason` activity may do before it returns. */
export interface Stretch {
  turns: number;
  seconds: number;
}

/** On the queue `notify`. */
export interface NotifyActivities {
  notify(input: { run: RunId; approval: ApprovalId; event: 'asked' | 'escalated' | 'defaulted' }): Promise<void>;
}
