import Decimal from 'decimal.js';
import type { Entry } from '../../contracts/entry';
import type { MapData } from '../../contracts/map';
import type { RunRecord } from '../../ledger/list-runs';
import { branchesOf } from './branches-of';
import type { StartedRun } from './start-runs';

/** What became of what was given. `--json` prints these. */
export interface Row {
  /** The file it came in. */
  invoice: string;
  supplier: string | null;
  amount: string | null;
  currency: string | null;
  status: RunRecord['status'];
  /** The end that the run is at; null as long as it is at none. */
  outcome: string | null;
  /** The step it is at, and whom it waits for. */
  step: string | null;
  role: string | null;
  /** What was out of the ordinary on the way; empty: straight through. */
  branches: string[];
  /** All steps. */
  path: string[];
  turns: number;
  tokens: number;
  usd: string;
  model: 'claude' | 'stand-in';
  run: string;
  workflowId: string;
  /** In Temporal UI. */
  link: string | null;
}

export function rowOf(
  { run, workflowId, given, link }: StartedRun,
  { record, entries, map, model }: { record: RunRecord; entries: readonly Entry[]; map: MapData; model: Row['model'] },
): Row {
  const { invoice, filename } = given;
  return {
    invoice: filename,
    supplier: invoice?.seller.name ?? null,
    amount: invoice?.totals.payable ?? null,
    currency: invoice?.currency ?? null,
    status: record.status,
    outcome: record.end,
    step: record.step,
    role: record.role,
    branches: branchesOf(entries, map),
    path: record.path,
    turns: record.turns,
    tokens: record.tokens,
    usd: new Decimal(record.usd).toFixed(),
    model,
    run,
    workflowId,
    link: link ?? null,
  };
}

/** The outcome, or how it stands, in a word or three. */
export function standOf({ status, end, role, step }: Pick<RunRecord, 'status' | 'end' | 'role' | 'step'>): string {
  switch (status) {
    case 'ended':
      return end ?? 'ended';
    case 'waiting':
      return `waits for ${role ?? 'people'}`;
    case 'parked':
      return `parked at ${step}`;
    case 'running':
      return `stuck at ${step ?? 'start'}`;
  }
}
