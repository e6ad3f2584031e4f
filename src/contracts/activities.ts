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

/** Working hours by which a deadline may count; declared in src/agents/calendars.ts. */
export type CalendarName = 'business';

/** When people are asked: for how long, when they are reminded, and who is asked after them. */
export interface Deadlines {
  /** For each rung of the ladder. */
  within: string;
  /** The ladder above the role that is asked first. */
  escalateTo?: string | readonly string[];
  /** `every 4 hours`, until somebody decides. */
  reminders?: string;
  /** `within` and `reminders` count working time, and a day is a working day. Around the clock where it is not given. */
  calendar?: CalendarName;
}

/** An approval rule as policy returns it: who is asked, how long it may take, who is asked then. Never approves by itself. */
export interface ApprovalRule extends Deadlines {
  rule: string;
  role: string;
  /** So many different people, none of them whoever started the run or proposed the arguments. One where it is not given. */
  approvers?: number;
}

/** The entry that holds a call's arguments: a thought or a person's edit by its number, or a fact of the workflow by its index. */
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
  /** `edited`: a person changed the arguments, and these are to be approved by somebody else. */
  | { type: 'needs-approval'; digest: string; approval: ApprovalRule; edited?: Origin }
  | { type: 'rejected'; reason: string; details?: Json }
  | { type: 'malformed'; reason: string }
  | { type: 'unavailable'; reason: string }
  | { type: 'unknown'; reason: string }
  /** Operators halted it: nothing was sent, and it may be tried again once that halt is lifted. */
  | { type: 'halted'; halt: number; why: string };

/** What a person decided, as the ledger holds it. */
export type DecisionTaken =
  ResetFound | { type: 'pending' } | { type: 'decided'; decision: DecisionKind; reason: string; answer?: Json };

/** Milliseconds since the epoch. */
export interface WorkingTime {
  due: number;
  reminders: number[];
}

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
    /** The roles that were asked, as the workflow knows them. */
    roles?: readonly string[];
    /** The run was told that there is one: that there is none is noted. */
    told?: boolean;
  }): Promise<DecisionTaken>;
  /** Instants by a calendar: workflows do not compute with time zones. */
  workingTime(input: {
    position: Position;
    calendar: CalendarName;
    within: string;
    reminders?: string;
  }): Promise<WorkingTime | ResetFound>;
  act(input: ActInput): Promise<ActResult>;
}

/** How much one `reason` activity may do before it returns. */
export interface Stretch {
  turns: number;
  seconds: number;
}

export type ApprovalEvent = 'asked' | 'reminded' | 'escalated' | 'defaulted';

/** On the queue `notify`. */
export interface NotifyActivities {
  notify(input: { run: RunId; approval: ApprovalId; event: ApprovalEvent }): Promise<void>;
}
