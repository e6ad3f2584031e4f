/** Who writes: the attempt's incarnation (Temporal run id), the run's wave, and the activity with its epoch (`currentAttemptScheduledTimestampMs`). */
export interface Fence {
  temporalRun: string;
  continuedFrom?: string;
  wave: number;
  activity: string;
  epoch: number;
}
