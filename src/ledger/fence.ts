import type { Head } from '../contracts/activities';

/**
 * Who writes: the attempt's incarnation (Temporal run id), the run's wave, and the activity with its epoch (`currentAttemptScheduledTimestampMs`).
 * `known`: an entry that the ledger must have, or else it is not the ledger that this writer knows.
 */
export interface Fence {
  temporalRun: string;
  continuedFrom?: string;
  wave: number;
  activity: string;
  epoch: number;
  known?: Head | undefined;
}
