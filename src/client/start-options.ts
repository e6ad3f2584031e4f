/** A document that a workflow starts from, instead of JSON. */
export interface SentDocument {
  document: Uint8Array;
  filename?: string;
  /** application/xml unless it says otherwise. */
  mediaType?: string;
}

export interface StartOptions {
  /** The same key starts one run, however often the request is sent. */
  idempotencyKey?: string;
  /** Left out: yours where you act for one only, otherwise `default`. */
  tenant?: string;
  /** With JSON only. */
  stretch?: { turns: number; seconds: number };
}
