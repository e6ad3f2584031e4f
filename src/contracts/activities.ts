import type { DecisionKind, EntryKind, Headers, Parent, Verdict } from './entry';
import type { ApprovalId, CallId, RunId } from './ids';
import type { Json } from './json';

/** A fact that the workflow has to record. It rides along with the next activity; `index` makes a second delivery harmless. */
export type Fact = {
  [K in EntryKind]: { index: number; at: number; kind: K; step: string | null; header: Headers[K]; body?: Json };
}[EntryKind];

/** An entry by which a ledger is known again: its number in the run, and its seal in hex. */
export interface Head {
  seq: number;
  seal: string;
}

/** Where a run stands when it asks for something: every activity of the engine takes one. `wave` fences attempts the run has moved past. */
export interface Position {
  run: RunId;
  wave: number;
  /** Temporal's run id before a continue-as-new; announces that the new one is legitimate. */
  continuedFrom?: string;
  /** The furthest entry that the run has heard of. A ledger without it was restored to an older state: `Ledger.Behind`. */
  known?: Head;
  facts: Fact[];
}

/** Comes with every answer: how far the ledger is. Not from workers that are older than this. */
export interface Recorded {
  head?: Head;
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
  /** Of agent, guidance and canary together. Not from workers that are older than this. */
  version?: string;
  routes: Record<string, Route>;
  /** Why the run may not go on where its worker is. Not from workers that are older than this. */
  notAdmitted?: string;
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

export type ExhaustedBy = 'turns' | 'usd' | 'malformed' | 'refusal' | 'context' | 'model-rejected' | 'budget';

/** A budget that does not afford the next model call. US dollars as text. */
export interface BudgetLeft {
  id: number;
  scope: string;
  name: string;
  limit: string;
  drawn: string;
  /** Of what people may be asked for, {budget, usd}: by the step's `askForMore`. */
  digest?: string;
}

/** How far the step is: its turns, what they cost, and in which lesser way it goes on. */
interface Progress {
  turns: number;
  usd: string;
  degraded?: string;
}

export type ReasonResult =
  | ResetFound
  | (Progress &
      (
        | { type: 'calls'; calls: JudgedCall[] }
        | { type: 'more' }
        | { type: 'concluded'; outcome: Json }
        | { type: 'exhausted'; by: ExhaustedBy; budget?: BudgetLeft }
        | { type: 'unavailable'; why: string }
        | { type: 'halted'; halt: number; why: string }
        /** Its one model call waits for a batch; the run is woken, or looks again after so many milliseconds. */
        | { type: 'queued'; forMs: number }
      ));

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
  /** What a person gave that the system had asked for. */
  given?: ApprovalId;
  /** Whether the workflow needs the output. What an agent called for stays in the ledger. */
  wantsOutput: boolean;
  /** An earlier answer will do while the system does not answer, if the step declares so. */
  takesCached?: boolean;
}

export type ActResult =
  | ResetFound
  /** `asOf`: when the system answered so; it does not answer now. */
  | { type: 'done'; output?: Json; asks?: { role: string; within: string }; asOf?: string }
  | { type: 'denied'; reason: string }
  /** `edited`: a person changed the arguments, and these are to be approved by somebody else. */
  | { type: 'needs-approval'; digest: string; approval: ApprovalRule; edited?: Origin }
  | { type: 'rejected'; reason: string; details?: Json }
  | { type: 'malformed'; reason: string }
  | { type: 'unavailable'; reason: string }
  /** The system asks for something before it goes on; nothing was done. `asked` is in its own words; the entry of `digest` has all of it. */
  | { type: 'input-asked'; system: string; asked: Json; digest: string; role: string; within: string }
  /** Nobody can tell whether the write happened. `askAgainAfterMs`: where the system may be able to, later. */
  | { type: 'unknown'; reason: string; askAgainAfterMs?: number }
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

/** Work that a step of the map hands to a run of another workflow. */
export interface Delegation {
  position: Position;
  agent: string;
  step: string;
  call: CallId;
  /** What is to be acted on, such as `invoice:4711`. */
  objects: readonly string[];
  /** Milliseconds since the epoch: when the step was entered. */
  at: number;
}

export type DelegationResult =
  | ResetFound
  | { type: 'granted'; child: RunId; workflowType: string; workflowId: string }
  /** Another run holds what is to be acted on. */
  | { type: 'held'; by: RunId }
  /** Another run has acted on it since this one began, or since it asked. */
  | { type: 'conflict'; with: RunId; end: string }
  | { type: 'refused'; reason: string };

/** What workflows ask of workers. Implemented in src/activities; workflows see only these types. */
export interface EngineActivities {
  begin(input: {
    position: Position;
    workflow: string;
    agent: string;
    tenant: string;
    starter: string;
    /** What the run was started with. */
    input: Json;
    parent?: Parent;
    /** Temporal's id of the first of the run's executions: another one has been reset. Not from workflows that are older than this. */
    firstTemporalRun?: string;
  }): Promise<Begun | ResetFound>;
  /** After a reset, and only by a person's word: makes this Temporal run the one that counts. */
  adopt(input: { position: Position }): Promise<{ incarnation: number } & Recorded>;
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
  /** What people have approved: the budget has `usd` more. `refused` where no such decision holds. */
  raiseBudget(input: {
    position: Position;
    step: string;
    approval: ApprovalId;
    budget: number;
    usd: string;
  }): Promise<{ type: 'raised' | 'refused' } | ResetFound>;
  /** Instants by a calendar: workflows do not compute with time zones. */
  workingTime(input: {
    position: Position;
    calendar: CalendarName;
    within: string;
    reminders?: string;
  }): Promise<WorkingTime | ResetFound>;
  act(input: ActInput): Promise<ActResult>;
  delegate(input: Delegation): Promise<DelegationResult>;
}

/** How much one `reason` activity may do before it returns. */
export interface Stretch {
  turns: number;
  seconds: number;
}

export type ApprovalEvent = 'asked' | 'reminded' | 'escalated' | 'defaulted';

/** What the watch of a system goes by; `system` is its key, `queue` where it can be probed. The rest is what it knew before it continued as new. */
export interface WatchInput {
  system: string;
  queue: string;
  /** The tenant that was released for last. */
  after?: string;
  backOffMs?: number;
}

export interface WatchActivities {
  /** On the system's queue. */
  probe(input: { system: string }): Promise<{ answers: boolean; retryAfterMs: number }>;
  release(input: { system: string; most: number; after: string }): Promise<
    | { type: 'open' } // it does not answer any more
    | { type: 'over' } // nobody waits
    | { type: 'released'; count: number; after: string; atFullRate: boolean }
  >;
}

/** What the workflow that sends batches asks for, on the queue of workflows. Milliseconds until there may be something to do again; null where nothing is open. */
export interface BatchActivities {
  sendBatches(): Promise<{ sent: number }>;
  collectBatches(): Promise<{ againMs: number | null }>;
}

/** On the queue `notify`. */
export interface NotifyActivities {
  notify(input: { run: RunId; approval: ApprovalId; event: ApprovalEvent }): Promise<void>;
}

/** On the queue `intake`. An item is what its source calls it, until it has been moved. */
export interface IntakeActivities {
  lookForDocuments(input: { source: 'mailbox' | 'folder' }): Promise<string[]>;
  takeDocuments(input: { source: 'mailbox' | 'folder'; item: string }): Promise<void>;
}

/** On the queue `notify`. */
export interface WebhookActivities {
  /** `over`: delivered, or not to be any more. */
  deliver(input: { delivery: string }): Promise<{ type: 'over' } | { type: 'failed'; retryAfterMs?: number }>;
  giveUp(input: { delivery: string }): Promise<void>;
}

/** On the main queue, since they think. */
export interface ProvingActivities {
  prove(input: { proof: string }): Promise<void>;
}
