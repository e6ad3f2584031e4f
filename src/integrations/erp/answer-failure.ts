import { SystemError } from '../system-error';
import { plainReason } from './plain-reason';
import { retryAfterMs } from './retry-after';
import type { Effect } from './effect';

export interface HttpAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * What is wrong with an answer, or `undefined`. A write whose answer does not say whether it happened is `unknown`, whatever the status:
 * a 5xx may come from something between us and the ERP that has passed the request on.
 */
export function answerFailure(what: string, effect: Effect, answer: HttpAnswer): SystemError | undefined {
  const { status, headers, text } = answer;
  const retryAfter = retryAfterMs(headers.get('retry-after'));
  const details = {
    system: 'erp',
    code: String(status),
    ...(retryAfter !== undefined && { retryAfterMs: retryAfter }),
  };
  if (status === 401)
    return new SystemError(
      `The ERP refused our credentials for ${what}, a fresh token included. Check client id, secret and grants.`,
      {
        ...details,
        class: 'credential',
      },
    );
  if (status === 429)
    return new SystemError(`The ERP asks to slow down (${what}). Try again after the time it names.`, {
      ...details,
      class: 'rate-limited',
    });
  if (status === 408 || status >= 500) {
    if (effect !== 'read') return unknownOutcome(what, answer);
    const rateLimited = status === 503 && retryAfter !== undefined;
    return new SystemError(`The ERP failed on ${what} (HTTP ${status}). Try again later.`, {
      ...details,
      class: rateLimited ? 'rate-limited' : 'transient',
    });
  }
  if (status >= 400) return rejected(what, String(status), reasonIn(parsed(text)));
  if (status < 200 || status >= 300) return unfitting(what, effect, answer);
  const body = parsed(text);
  const reason = isObject(body) && isObject(body.error) ? reasonIn(body.error) : undefined;
  return reason === undefined ? undefined : rejected(what, String(status), reason);
}

/** An answer that does not have the form we know: kept whole. */
export function unfitting(what: string, effect: Effect, answer: HttpAnswer, cause?: unknown): SystemError {
  if (effect !== 'read') return unknownOutcome(what, answer, cause);
  return new SystemError(`The ERP's answer to ${what} does not have the form we know. See the quarantined answer.`, {
    class: 'malformed',
    system: 'erp',
    code: String(answer.status),
    answer: answer.text,
    cause,
  });
}

function unknownOutcome(what: string, { status, headers, text }: HttpAnswer, cause?: unknown): SystemError {
  const retryAfter = retryAfterMs(headers.get('retry-after'));
  return new SystemError(
    `The ERP's answer to ${what} does not say whether it was done (HTTP ${status}). Look before sending it again.`,
    {
      class: 'unknown',
      system: 'erp',
      code: String(status),
      ...(retryAfter !== undefined && { retryAfterMs: retryAfter }),
      answer: text,
      cause,
    },
  );
}

const rejected = (what: string, code: string, reason: string): SystemError =>
  new SystemError(`The ERP rejected ${what}: ${reason || `HTTP ${code}, without a reason`}`, {
    class: 'rejected',
    system: 'erp',
    code,
  });

/** This ERP gives reasons as {code, meldung}, {code, text} or {error}. */
function reasonIn(body: unknown): string {
  if (!isObject(body)) return '';
  const parts = [body.code, body.meldung ?? body.text ?? body.error].filter((it) => typeof it === 'string');
  return plainReason(parts.join(' '));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
