import type { MonthScope } from './budgets';
import type { FlagCategory, FlagOrigin, FlagSeverity, FlagStatus } from './flags';
import type { ApprovalId, CallId, RunId } from './ids';
import type { Json } from './json';
import type { HaltKind, RuleEffect } from './operations';

/** Runs that ended, and how many of them were bad. */
type Counted = { bad: number; of: number };

/** Which side of a rollout a run is on. */
export type RolloutArm = 'canary' | 'control';

export type Verdict = 'allowed' | 'denied' | 'needs-approval';
export type StepKind = 'system' | 'agent' | 'decision' | 'human' | 'delegate' | 'end';
export type GateKind = 'approval' | 'question' | 'task';
/** `delegate` hands the role to somebody else for this question alone; who delegates has not decided. */
export type DecisionKind = 'approve' | 'deny' | 'edit' | 'answer' | 'delegate';

/** Why something that passed itself off as a decision is none. */
export type RefusalReason =
  | 'no-decision' // the run was told of one, and the ledger holds none
  | 'unsigned'
  | 'bad-signature'
  | 'ambiguous-question'
  | 'other-approval'
  | 'other-run'
  | 'other-incarnation'
  | 'other-step'
  | 'other-gate'
  | 'other-tool'
  | 'other-agent'
  | 'other-call'
  | 'other-arguments'
  | 'other-question' // what people are shown is not what the signer was shown
  | 'other-rule' // policy asks something else by now
  | 'altered' // who, why, arguments or answer beside the signature are not those that were signed
  | 'not-fitting'
  | 'starter'
  | 'proposer'
  | 'wrong-role'
  | 'repeated'
  | 'too-late' // the question was closed before
  | 'expired'
  | 'used';
export type ResultOutcome = 'done' | 'denied' | 'malformed' | 'rejected' | 'unavailable' | 'unknown';
export type ExceptionName =
  | 'onUnavailable'
  | 'onMalformed'
  | 'onRejected'
  | 'onExhausted'
  | 'onDenied'
  | 'onExpired'
  | 'onBudget'
  | 'onRefused'
  | 'onConflict'
  | 'onFailed';

/** The run and the call that handed work to this one. */
export type Parent = { run: RunId; call: CallId };

/** How a run can end in Temporal without a word in the ledger. */
export const NOTICED_ENDS = ['terminated', 'timed-out', 'failed', 'cancelled', 'deleted'] as const;
export type NoticedEnd = (typeof NOTICED_ENDS)[number];

/** How a tool of an MCP server differs from what people have looked at. */
export type ToolChange = 'not-pinned' | 'changed' | 'gone';

/** What was noticed of a run in Temporal, past the gateway. */
export type Notice =
  | NoticedEnd
  | 'reset'
  | 'paused'
  | 'started' // by somebody else than a gateway
  | 'behind'; // Temporal has seen more of it than the ledger holds

/**
 * The clear header of each kind of entry. Closed, and without personal data: projections, figures and alerts are made from headers alone,
 * bodies may be encrypted.
 */
export interface Headers {
  /**
   * `version`: of agent, guidance and canary together. `guidance`: what the agent is told beyond its code, by id and version; chosen once. `declared`:
   * digest of what agent and map were; `traced`: whether the worker that began the run sends traces.
   */
  'run-started': {
    workflow: string;
    workflowId: string;
    tenant: string;
    agent: string;
    agentVersion: number;
    version?: string;
    guidance?: string[];
    rollout?: number;
    arm?: RolloutArm;
    declared?: string;
    traced?: boolean;
    /** The rollout whose candidate has instructions, a model or tools in the place of the agent's own. */
    overrides?: number;
    /** The run that handed it its work, and by which call. */
    parent?: RunId;
    parentCall?: CallId;
  };
  /** By which admission it may run where it is. */
  'run-admitted': { admission: number };
  'run-reset': { from: string };
  'step-entered': { visit: number; kind: StepKind };
  'step-left': { visit: number };
  'branch-taken': { branch: string };
  'fact-established': { name: string };
  thought: {
    turn: number;
    model: string;
    stop: string;
    input: number;
    output: number;
    cacheRead: number;
    cacheWrite5m: number;
    cacheWrite1h: number;
    usd: string;
    ms: number;
    requestId: string;
    /** What of the run's guidance it was told. */
    guidance?: string[];
    /** It came through a batch, at the price of one; `ms` is 0, as nobody worked for it meanwhile. */
    batch?: true;
  };
  /** `usd` and `tokens` where an answer had begun, or came of a batch that nobody waited for any more (class `late`): it is paid for as far as it came. */
  'model-failed': { model: string; class: string; code: string; ms: number; usd?: string; tokens?: number };
  'call-failed': { call: CallId; tool: string; class: string; code: string; ms: number };
  'call-asked': { call: CallId; tool: string };
  /** Work is handed to a run of another workflow; `objects`: how many things that nobody else may act on meanwhile. */
  delegated: { call: CallId; to: string; child: RunId; objects: number };
  /** `end` of the child's map, or how it ended without one. */
  'delegation-ended': { call: CallId; child: RunId; end: string };
  verdict: {
    call: CallId;
    tool: string;
    verdict: Verdict;
    rule: string;
    policy: number;
    rules?: number;
    digest: string;
  };
  'write-claimed': { call: CallId; tool: string; claim: number; epoch: number };
  /** A system asks for something before it does what it was called for; what, and its note of it, is in the body. */
  'input-asked': { call: CallId; tool: string; digest: string };
  /**
   * `asOf`: given in place of an answer, as its system did not answer; when it was one. `shown`: so many characters are shown to the model, which
   * may recall the rest; all of it where it is not given.
   */
  result: { call: CallId; tool: string; outcome: ResultOutcome; ms: number; asOf?: string; shown?: number };
  'approval-asked': {
    approval: ApprovalId;
    gate: GateKind;
    role: string;
    tool: string;
    digest: string;
    due: string;
    /** How many different people; one where it is not said. */
    approvers?: number;
    /** Everybody who is asked in turn, `role` first; left out where nobody comes after. */
    ladder?: string[];
  };
  'approval-reminded': { approval: ApprovalId };
  'approval-escalated': { approval: ApprovalId; role: string; due: string };
  'approval-defaulted': { approval: ApprovalId };
  decided: { approval: ApprovalId; decision: DecisionKind };
  /** `entry` is the number of the forged or void `decided` entry; 0 where it never became one. */
  'decision-refused': { approval: ApprovalId; reason: RefusalReason; entry: number };
  'decision-taken': { approval: ApprovalId; decision: DecisionKind };
  resumed: { activity: string };
  /** `ageS`: seconds since what was taken was an answer. */
  degraded: { how: string; ageS?: number };
  /** By a person's decision; `usd` more for this run, or this month. */
  'budget-raised': { approval: ApprovalId; budget: number; usd: string };
  /** `halt`: until that one is lifted, instead of until a system is back. */
  parked: { system: string; halt?: number };
  unparked: { system: string };
  'path-taken': { exception: ExceptionName; path: 'park' | 'cached' | 'degrade' | 'askForMore' | 'goTo'; to: string };
  'run-ended': { end: string };
  /** Through the gateway. */
  'cancel-asked': Record<string, never>;
  /** `temporalRun`: the execution it was noticed of. Who did it and why, by Temporal's word, is in the body. */
  noticed: { what: Notice; temporalRun: string };
  /** Somebody says that something is wrong with an entry; a person, where no `origin` is given. */
  flagged: {
    flag: string;
    entry: number;
    step: string | null;
    category: FlagCategory;
    severity: FlagSeverity;
    origin?: FlagOrigin;
  };
  'flag-owned': { flag: string };
  /** `category` where the reviewer names another. */
  'flag-reviewed': { flag: string; review: Exclude<FlagStatus, 'open'>; category?: FlagCategory; into?: string };
  'case-made': { case: string; flag: string; step: string; visit: number; category: FlagCategory };
  'case-retired': { case: string };
  // Of the run `_operations` alone.
  'halt-declared': { halt: number; scope: HaltKind; value: string };
  'halt-lifted': { halt: number };
  'rule-added': { version: number; rule: number; effect: RuleEffect };
  'rule-ended': { version: number; rule: number };
  /** `rps`: requests a second; '' as the system declares. */
  'rate-set': { system: string; rps: string };
  /** `usd` a month from this one on; '' without a limit. */
  'budget-set': { scope: MonthScope; name: string; usd: string };
  /** Answers to this request have begun not to fit, in these fields. */
  'contract-drifted': { system: string; contract: string; fields: string[] };
  'guidance-proposed': { guidance: string; workflow: string };
  'guidance-retired': { guidance: string[]; workflow: string };
  /** `until`: from then on it does not count; '' takes back what was waived before. */
  'criterion-waived': { workflow: string; criterion: string; until: string };
  'proof-asked': { proof: string; workflow: string; guidance: string[] };
  'rollout-started': { rollout: number; workflow: string; proof: string; guidance: string[] };
  /** The guard's; `p` by Fisher's exact test, stopped below `bound`. */
  'rollout-looked': { rollout: number; look: number; canary: Counted; control: Counted; p: number; bound: number };
  'rollout-ended': {
    rollout: number;
    workflow: string;
    to: 'promoted' | 'rolled-back';
    canary: Counted;
    control: Counted;
  };
  'workflow-admitted': { admission: number; workflow: string; environment: string; version: string; until: string };
  'hold-placed': { hold: string; run: string };
  'hold-released': { hold: string; run: string };
  'run-erased': { run: string };
  /** All keys are destroyed. `temporal`: whether its copy was deleted, or Temporal would not let us. */
  'erasure-finished': { run: string; documents: number; temporal: 'deleted' | 'refused' };
  /** A tool of an MCP server is not the one that was pinned; `digest` is of what is offered now, '' where it is gone. */
  'tool-changed': { system: string; tool: string; change: ToolChange; digest: string };
  /** A workflow of ours on our queue that the ledger does not know. */
  'stranger-found': { temporalRun: string; workflowId: string; type: string };
}

export type EntryKind = keyof Headers;

/** What is to be appended; the database gives `seq` and the seal. `source` is unique within a run and never names an attempt. */
export type NewEntry = {
  [K in EntryKind]: { source: string; kind: K; step: string | null; header: Headers[K]; body?: Json; at?: number };
}[EntryKind];

/** What the ledger holds. */
export type Entry = {
  [K in EntryKind]: {
    run: string;
    seq: number;
    source: string;
    kind: K;
    step: string | null;
    at: Date;
    header: Headers[K];
    body: Json;
    seal: string;
  };
}[EntryKind];
