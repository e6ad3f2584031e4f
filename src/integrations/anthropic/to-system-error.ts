import Anthropic, { type APIError } from '@anthropic-ai/sdk';
import { SystemError, type FailureClass } from '../system-error';

/** 429 and 402 that no waiting of ours mends: somebody has to raise a limit or pay. */
const SPENT: ReadonlySet<string> = new Set([
  'enforced_spend_limit_reached',
  'contract_spend_limit_reached',
  'linked_organization_spend_limit_reached',
  'linked_organization_billing_unavailable',
]);

/** By the provider's type and code first: an error in mid-stream has no HTTP status. */
export const toSystemError = (error: unknown): SystemError => {
  if (error instanceof SystemError) return error;
  if (error instanceof Anthropic.APIConnectionTimeoutError) return timedOut(error);
  if (error instanceof Anthropic.APIConnectionError) return lost('connection', 'Claude could not be reached', error);
  if (!isApiError(error)) return lost('cut-off', 'The answer of Claude broke off', error);

  const code = codeOf(error);
  const failure = classify(error, code);
  const wait = retryAfterMs(error.headers);
  return new SystemError(
    `${DOING[failure]} (${[code, error.requestID].filter(Boolean).join(', ')})${detail(error, failure)}`,
    {
      class: failure,
      system: 'anthropic',
      code,
      ...(wait !== undefined && failure !== 'rejected' ? { retryAfterMs: wait } : {}),
      cause: error,
    },
  );
};

export const timedOut = (cause?: unknown): SystemError => lost('timeout', 'Claude did not answer in time', cause);

export const brokenOff = (): SystemError => lost('cut-off', 'The answer of Claude ended before it was complete');

const lost = (code: string, message: string, cause?: unknown): SystemError =>
  new SystemError(`${message}; the call may be repeated.`, { class: 'transient', system: 'anthropic', code, cause });

const DOING: Readonly<Record<FailureClass, string>> = {
  transient: 'Claude is not available at the moment; the call may be repeated',
  'rate-limited': 'Claude asks to slow down; repeat the call after the time it names',
  credential: 'Claude refuses our credentials; check the API key and its permissions',
  rejected: 'Claude refuses the request; repeating it does not help',
  malformed: 'The answer of Claude does not fit what is agreed',
  unknown: 'It is not known whether Claude answered',
};

/** Narrowing by instanceof alone would leave its headers untyped. */
const isApiError = (error: unknown): error is APIError => error instanceof Anthropic.APIError;

const codeOf = (error: APIError): string => {
  // The provider has no code for this one yet, and its wording may change: then it is a plain invalid_request_error.
  if (/prompt is too long|exceeds? (the )?context/i.test(error.apiMessage ?? '')) return 'prompt_too_long';
  return error.errorCode ?? error.type ?? String(error.status ?? 'unknown');
};

const classify = (error: APIError, code: string): FailureClass => {
  const { status } = error;
  // As text: a type that the SDK does not know yet arrives here as well.
  const type: string | null = error.type;
  if (SPENT.has(code) || type === 'billing_error' || status === 402) return 'rejected';
  if (type === 'authentication_error' || type === 'permission_error' || status === 401 || status === 403)
    return 'credential';
  if (type === 'rate_limit_error' || status === 429) return 'rate-limited';
  if (type === 'overloaded_error' || type === 'api_error' || type === 'timeout_error') return 'transient';
  if (status === undefined) return type === null ? 'transient' : 'rejected';
  return status >= 500 || status === 408 || status === 409 ? 'transient' : 'rejected';
};

/** What was wrong with a request of ours is ours to mend, so the provider's words go along. */
const detail = (error: APIError, failure: FailureClass): string =>
  failure === 'rejected' && error.apiMessage ? `: ${error.apiMessage.slice(0, 500)}` : '.';

const retryAfterMs = (headers: Headers | undefined): number | undefined => {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (ms >= 0) return Math.ceil(ms);
  const after = headers?.get('retry-after');
  if (!after) return undefined;
  const wait = /^[\d.]+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, Math.ceil(wait));
};
