import type { ApprovalId, CallId } from './ids';
import type { Json } from './json';
import type { HaltKind, RuleEffect } from './operations';

export type Verdict = 'allowed' | 'denied' | 'needs-approval';
export type StepKind = 'system' | 'agent' | 'decision' | 'human' | 'end';
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
export type ExceptionName = 'onUnavailable' | 'onMalformed' | 'onRejected' | 'onExhausted' | 'onDenied' | 'onExpired';

/**
 * The clear header of each kind of entry. Closed, and without personal data: projections, figures and alerts are made from headers alone,
 * bodies may be encrypted.
 */
export interface Headers {
  'run-started': { workflow: string; workflowId: string; tenant: string; agent: string; agentVersion: number };
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
  };
  /** `usd` and `tokens` where an answer had begun: it is paid for as far as it came. */
  'model-failed': { model: string; class: string; code: string; ms: number; usd?: string; tokens?: number };
  'call-failed': { call: CallId; tool: string; class: string; code: string; ms: number };
  'call-asked': { call: CallId; tool: string };
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
  result: { call: CallId; tool: string; outcome: ResultOutcome; ms: number };
  'approval-asked': {
    approval: ApprovalId;
    gate: GateKind;
    role: string;
    tool: string;
    digest: string;
    due: string;
    /** How many different people; one where it is not said. */
    approvers?: number;
  };
  'approval-reminded': { approval: ApprovalId };
  'approval-escalated': { approval: ApprovalId; role: string; due: string };
  'approval-defaulted': { approval: ApprovalId };
  decided: { approval: ApprovalId; decision: DecisionKind };
  /** `entry` is the number of the forged or void `decided` entry; 0 where it never became one. */
  'decision-refused': { approval: ApprovalId; reason: RefusalReason; entry: number };
  'decision-taken': { approval: ApprovalId; decision: DecisionKind };
  resumed: { activity: string };
  degraded: { how: string };
  /** `halt`: until that one is lifted, instead of until a system is back. */
  parked: { system: string; halt?: number };
  unparked: { system: string };
  'path-taken': { exception: ExceptionName; path: 'park' | 'degrade' | 'goTo'; to: string };
  'run-ended': { end: string };
  // Of the run `_operations` alone.
  'halt-declared': { halt: number; scope: HaltKind; value: string };
  'halt-lifted': { halt: number };
  'rule-added': { version: number; rule: number; effect: RuleEffect };
  'rule-ended': { version: number; rule: number };
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
