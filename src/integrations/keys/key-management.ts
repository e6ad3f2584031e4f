/**
 * Wraps data keys under a master key that never leaves it: in development a file, in production a key-management service. A wrapped key names
 * the master key that wrapped it, so master keys rotate and what they wrapped still opens.
 */
export interface KeyManagement {
  /** Wrapped under the newest master key. `context` says what the data key is for, and is needed again to unwrap it. */
  wrap(dataKey: Uint8Array, context: string): Promise<string>;
  /** @throws KeyError for an unknown master key, another context, or a changed text */
  unwrap(wrapped: string, context: string): Promise<Uint8Array>;
}
