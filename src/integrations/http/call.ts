/** What a caller may say of one call; always the last argument. */
export interface Call {
  signal?: AbortSignal | undefined;
  /**
   * Called synchronously right before the bytes of each state-changing request leave (its request time-out runs from then, connecting
   * included). It may throw to forbid the request; its error comes out unchanged.
   */
  beforeSend?: (() => void) | undefined;
  /** To be awaited before a request of a write that comes seconds after the call began. What it throws comes out unchanged. */
  renew?: (() => Promise<void>) | undefined;
  /** For each HTTP request, in place of the client's own. */
  timeoutMs?: number | undefined;
}
