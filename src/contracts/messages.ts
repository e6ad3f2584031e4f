import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ApprovalId } from './ids';

/** A decision is in the ledger: carries its approval's id and nothing else, since a signal's payload is never trusted. */
export const decidedSignal = defineSignal<[{ approval: ApprovalId }]>('decided');

/** The same for a caller who waits until the run has taken the decision up. Rejected without an event when the approval is not open. */
export const decideUpdate = defineUpdate<{ taken: true }, [{ approval: ApprovalId }]>('decide');

/** Wakes a run that is parked, or waits for its batch. */
export const unparkSignal = defineSignal('unpark');

/** Tells the watch of a system, or whoever sends batches, that somebody waits for it. */
export const lookSignal = defineSignal('look');

export interface RunReport {
  step: string | null;
  status: 'running' | 'waiting' | 'parked' | 'ended';
  path: string[];
  open: ApprovalId | null;
}

export const reportQuery = defineQuery<RunReport>('report');
