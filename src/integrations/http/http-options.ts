import type { FailureClass } from '../system-error';
import type { Authentication } from './authentication';

/** What is particular to a system that speaks HTTP. */
export interface HttpOptions {
  baseUrl: string;
  /** How people call it, at the start of a sentence. By default its name. */
  title?: string;
  auth?: Authentication;
  /** Sent with every request. */
  headers?: Readonly<Record<string, string>>;
  /** Requests at once, in this process. */
  concurrency?: number;
  /** What a status means where it is not what one would think. Of a write it says that nothing was done, unless it says `unknown`. */
  classes?: Readonly<Partial<Record<number, FailureClass>>>;
  /**
   * What the body of an answer says of a failure, whatever its status; a 2xx with one is `rejected` where no class is given. `undefined` where it
   * says nothing.
   */
  faultIn?(body: unknown, status: number): { reason: string; class?: FailureClass } | undefined;
  /** The header that makes a write one, however often it is sent. */
  idempotencyHeader?: string;
  /** How answers are encoded that say nothing of it, or something wrong. By default as their content type says, else UTF-8. */
  encoding?: string;
  fetch?: typeof globalThis.fetch;
}
