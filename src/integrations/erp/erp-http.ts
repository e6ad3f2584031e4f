import type { z } from 'zod';
import { SystemError } from '../system-error';
import { AccessToken } from './access-token';
import type { IssuedToken } from './access-token';
import { answerFailure, unfitting } from './answer-failure';
import type { HttpAnswer } from './answer-failure';
import { TokenAnswer } from './answers';
import { overBlips } from './over-blips';
import type { Call } from './call';
import { ConnectionFault } from './connection-fault';
import type { Effect } from './effect';

export interface ErpRequest {
  method: 'GET' | 'POST';
  path: string;
  effect: Effect;
  query?: Record<string, string | undefined>;
  headers?: Record<string, string>;
  body?: object;
}

export interface ErpHttpOptions {
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  requestTimeoutMs: number;
  fetch?: typeof globalThis.fetch | undefined;
}

/** Authenticated requests to the ERP. Every failure is a SystemError, but for what `beforeSend` throws and the caller's own abort. */
export class ErpHttp {
  private readonly token = new AccessToken(() => this.fetchToken());

  constructor(private readonly options: ErpHttpOptions) {}

  async send<T>(request: ErpRequest, schema: z.ZodType<T>, call: Call = {}): Promise<T> {
    const what = `${request.method} ${request.path}`;
    let answer = await this.authorised(request, call);
    if (answer.status === 401) answer = await this.authorised(request, call);
    return this.read(what, request.effect, answer, schema);
  }

  private async authorised(request: ErpRequest, call: Call): Promise<HttpAnswer> {
    const token = await this.token.get();
    const url = new URL(request.path, this.options.baseUrl);
    for (const [name, value] of Object.entries(request.query ?? {}))
      if (value !== undefined) url.searchParams.set(name, value);
    const init: RequestInit = {
      method: request.method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(request.body && { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(request.body && { body: JSON.stringify(request.body) }),
    };
    const answer = await this.exchange(`${request.method} ${request.path}`, request.effect, url, init, call);
    if (answer.status === 401) this.token.refused(token);
    return answer;
  }

  /** One request and its answer, whatever its status; over blips where that is safe. */
  private async exchange(what: string, effect: Effect, url: URL, init: RequestInit, call: Call): Promise<HttpAnswer> {
    // `unanswered` stays once set: a later attempt that fails early does not unsend the first.
    const seen: { unanswered?: ConnectionFault; forbidden?: { error: unknown } } = {};
    const timeoutMs = call.timeoutMs ?? this.options.requestTimeoutMs;

    const attempt = async (): Promise<HttpAnswer> => {
      call.signal?.throwIfAborted();
      if (effect !== 'read') {
        try {
          call.beforeSend?.();
        } catch (error) {
          seen.forbidden = { error };
          throw error;
        }
      }
      try {
        const timeout = AbortSignal.timeout(timeoutMs);
        const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
        const response = await (this.options.fetch ?? fetch)(url, { ...init, signal, redirect: 'manual' });
        return { status: response.status, headers: response.headers, text: await response.text() };
      } catch (error) {
        const fault = new ConnectionFault(error);
        if (fault.mayHaveArrived) seen.unanswered ??= fault;
        throw fault;
      }
    };

    try {
      const answer = await (effect === 'write' ? attempt() : overBlips(attempt, call.signal));
      // A refusal of the second attempt says nothing of the first.
      if (seen.unanswered && effect !== 'read' && (answer.status < 200 || answer.status >= 300)) throw seen.unanswered;
      return answer;
    } catch (error) {
      if (effect !== 'read' && seen.unanswered) throw noAnswer(what, 'unknown', seen.unanswered, timeoutMs);
      if (seen.forbidden) throw seen.forbidden.error;
      if (call.signal?.aborted) throw call.signal.reason;
      if (error instanceof ConnectionFault) throw noAnswer(what, 'transient', error, timeoutMs);
      throw error;
    }
  }

  private read<T>(what: string, effect: Effect, answer: HttpAnswer, schema: z.ZodType<T>): T {
    const failure = answerFailure(what, effect, answer);
    if (failure) throw failure;
    try {
      return schema.parse(JSON.parse(answer.text));
    } catch (cause) {
      throw unfitting(what, effect, answer, cause);
    }
  }

  private async fetchToken(): Promise<IssuedToken> {
    const { baseUrl, clientId, clientSecret } = this.options;
    const what = 'POST /oauth/token';
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });
    const answer = await this.exchange(
      what,
      'read',
      new URL('/oauth/token', baseUrl),
      { method: 'POST', body: form },
      {},
    );
    // RFC 6749, 5.2: a wrong client may be a 400 as well.
    if (answer.status === 400 || answer.status === 403) answer.status = 401;
    const { access_token, expires_in } = this.read(what, 'read', answer, TokenAnswer);
    return { token: access_token, expiresInMs: expires_in * 1000 };
  }
}

function noAnswer(
  what: string,
  failure: 'unknown' | 'transient',
  fault: ConnectionFault,
  timeoutMs: number,
): SystemError {
  const why = fault.timedOut ? `nothing within ${timeoutMs} ms` : fault.code;
  const todo = failure === 'unknown' ? 'It may have been done: look before sending it again.' : 'Try again later.';
  return new SystemError(`The ERP gave no answer to ${what} (${why}). ${todo}`, {
    class: failure,
    system: 'erp',
    code: fault.timedOut ? 'timeout' : fault.code,
    cause: fault,
  });
}
