/** A run has ended: what its span needs. `parent` is a W3C traceparent, times are in milliseconds. */
export interface RunSpan {
  parent: string;
  spanId: string;
  workflowType: string;
  startedMs: number;
  endedMs: number;
  failed: boolean;
}

/** How workflows tell of spans; a sink of Temporal's. */
export type TraceSinks = { trace: { ended(span: RunSpan): void } };
