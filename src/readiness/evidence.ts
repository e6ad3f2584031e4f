import type { Agent } from '../agents/define-agent';
import type { Version } from '../agents/version-of';
import type { Projection } from '../contracts/costs';
import type { Completeness, WorkflowFigures } from '../contracts/figures';
import type { MapData } from '../contracts/map';
import type { DrillKind, StoredEvidence } from '../ledger/evidence';
import type { Rehearsal, RunsSeen } from '../ledger/readiness-runs';

/** All that criteria look at, gathered at one time. What could not be asked is null: it is no evidence, and never for or against. */
export interface Evidence {
  now: Date;
  workflow: string;
  agent: Agent;
  map: MapData;
  version: Version;
  rulesVersion: number;
  /** Of this version, over the last `FRESH_DAYS`. */
  runs: RunsSeen;
  figures: Pick<WorkflowFigures, 'steps'>;
  completeness: Completeness;
  /** The newest of each kind, of whatever version. */
  drills: Readonly<Partial<Record<DrillKind, StoredEvidence>>>;
  verification: Verification | null;
  /** The last halt that would have stopped this workflow and was lifted again. */
  halt: Rehearsal | null;
  alerts: Alerts | null;
  /** Of its systems, not closed. */
  drifts: readonly { system: string; contract: string; field: string }[];
  cost: Cost;
  feedback: Feedback;
  /** Runs that went wrong, of those that handed work to another agent and of those that did not. */
  delegation: { with: Counted; without: Counted };
}

/** `bad`: that took a way out of the ordinary, or were flagged. */
export interface Counted {
  bad: number;
  of: number;
}

export interface Verification {
  at: Date;
  runs: number;
  entries: number;
  /** In words. */
  findings: readonly string[];
  /** When the last checkpoint was taken; null: there is none. */
  checkpoint: string | null;
}

export interface Alerts {
  at: Date;
  /** Of ours, those that Prometheus has not loaded. */
  missing: readonly string[];
  loaded: number;
}

export interface Cost {
  /** Runs a month that it is meant for; null: nobody has said. */
  volume: number | null;
  /** US dollars a month, decimal text; null: not set. */
  budget: string | null;
  /** A month of that volume; null: no volume, or no run that was measured. */
  projection: Projection | null;
  /** Why there is none, where a model has no price. */
  unpriced: string | null;
}

/** What became of what people said was wrong. Null: nothing here tells it yet. */
export interface Feedback {
  /** Whose flags these are: a role. */
  owner: string | null;
  open: { count: number; oldest: Date | null };
  cases: { passed: number; failed: readonly string[]; at: Date; version: string; stale: boolean } | null;
  lift: { before: number; after: number; runs: number; at: Date } | null;
}

/** What was seen longer ago than that says nothing of today. */
export const FRESH_DAYS = 90;
