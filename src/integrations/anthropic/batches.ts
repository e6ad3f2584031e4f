import type { ModelAnswer, ModelRequest } from './model';

/** Message Batches: many calls that can wait, at half the price. */
export interface BatchApi {
  /** One call of the API is aborted after this time. */
  readonly timeoutMs: number;
  /**
   * `beforeSend` is called right before, and may throw. Where an error is unpaid (`isUnpaid`) and below 500, nothing was taken; else nobody knows.
   * Not to be sent again while it may have been taken: the API knows no idempotency key.
   */
  submit(requests: readonly BatchRequest[], call: { signal: AbortSignal; beforeSend: () => void }): Promise<Batch>;
  find(batch: string, call: { signal: AbortSignal }): Promise<Batch>;
  /** Those that were made since, the newest first; each with however many requests. */
  since(at: Date, call: { signal: AbortSignal }): Promise<Batch[]>;
  /** Of a batch that has ended, in any order. */
  results(batch: string, call: { signal: AbortSignal }): AsyncIterable<BatchResult>;
  /** What has been answered by then is paid for. */
  cancel(batch: string, call: { signal: AbortSignal }): Promise<void>;
}

export interface BatchRequest {
  /** Comes back with its result: letters, digits, `-` and `_`, at most 64. */
  id: string;
  request: ModelRequest;
}

export interface Batch {
  id: string;
  ended: boolean;
  /** How many requests it holds. */
  count: number;
  createdAt: Date;
}

export type BatchResult = { id: string } & (
  | { type: 'answered'; answer: ModelAnswer }
  /** Costs nothing. `malformed`: it was answered, and paid for, and cannot be read. */
  | { type: 'failed'; why: 'errored' | 'canceled' | 'expired' | 'malformed' }
);
