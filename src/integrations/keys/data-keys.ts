/**
 * Keys that each encrypt what belongs together: a run, a document. Destroying one erases all of it at once, in every backup too, so wrapped data
 * keys are kept apart from what they encrypt. All workers and gateways of a ledger share one store.
 */
export interface DataKeys {
  /** The key of this id, 32 bytes; made when there is none: whoever asks first, all get the same. @throws KeyDestroyed */
  obtain(id: string): Promise<Uint8Array>;
  /** Undefined where none was ever made. @throws KeyDestroyed */
  get(id: string): Promise<Uint8Array | undefined>;
  /** For good: it is remembered, and the key is never made anew. Safe to repeat, and for one that never was. */
  destroy(id: string): Promise<void>;
  close(): Promise<void>;
}

/** What was encrypted under this key is gone. */
export class KeyDestroyed extends Error {
  constructor(readonly id: string) {
    super(`The data key ${id} was destroyed.`);
    this.name = 'KeyDestroyed';
  }
}

/** What a data key is wrapped for: the same text under another id does not unwrap. */
export function contextOf(id: string): string {
  return `data key ${id}`;
}
