import { withoutSecrets } from './secrets';

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
  /** Which request it answers, such as `GET /orders/{}`. */
  contract?: string;
  /** The fields of the answer that did not fit. */
  drift?: readonly string[];
  /** What a rejection says beyond its message: rules broken, positions. */
  details?: { [key: string]: string | number | string[] };
  cause?: unknown;
}

/** Message: what happened and what to do, without personal data. A system may say our own secrets back to us: they go no further than this. */
export class SystemError extends Error {
  readonly class: FailureClass;
  readonly system: string;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly answer: string | undefined;
  readonly contract: string | undefined;
  readonly drift: readonly string[];
  readonly details: SystemErrorDetails['details'];

  constructor(message: string, details: SystemErrorDetails) {
    super(withoutSecrets(message), { cause: details.cause });
    this.name = 'SystemError';
    this.class = details.class;
    this.system = details.system;
    this.code = details.code && (/^[\w.-]{1,60}$/.test(details.code) ? withoutSecrets(details.code) : 'other');
    this.retryAfterMs = details.retryAfterMs;
    this.answer = details.answer && withoutSecrets(details.answer);
    this.contract = details.contract;
    this.drift = details.drift ?? [];
    this.details = details.details && withoutSecretsIn(details.details);
  }
}

function withoutSecretsIn(details: NonNullable<SystemErrorDetails['details']>): SystemErrorDetails['details'] {
  const clean = <T>(value: T): T | string => (typeof value === 'string' ? withoutSecrets(value) : value);
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(withoutSecrets) : clean(value),
    ]),
  );
}
