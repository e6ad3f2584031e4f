/**
 * What an integration throws, by what the engine will do with it (the table "Failures" in ARCHITECTURE.md):
 * `transient` and `credential` are tried again, `rate-limited` after `retryAfterMs`, `malformed` goes to quarantine, `rejected` is the
 * system's business answer, `unknown` is a write that may or may not have happened.
 */
export type FailureClass = 'transient' | 'rate-limited' | 'credential' | 'malformed' | 'rejected' | 'unknown';

export interface SystemErrorDetails {
  class: FailureClass;
  system: string;
  /** HTTP status or provider code, where there is one. */
  code?: string;
  /** What the system asked for, in milliseconds. */
  retryAfterMs?: number;
  /** The answer that did not fit, whole, for quarantine. Never logged. */
  answer?: string;
  /** What a rejection says beyond its message: rules broken, positions. */
  details?: { [key: string]: string | number | string[] };
  cause?: unknown;
}

/** Message: what happened and what to do, without secrets or personal data. */
export class SystemError extends Error {
  readonly class: FailureClass;
  readonly system: string;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly answer: string | undefined;
  readonly details: SystemErrorDetails['details'];

  constructor(message: string, details: SystemErrorDetails) {
    super(message, { cause: details.cause });
    this.name = 'SystemError';
    this.class = details.class;
    this.system = details.system;
    this.code = details.code;
    this.retryAfterMs = details.retryAfterMs;
    this.answer = details.answer;
    this.details = details.details;
  }
}
