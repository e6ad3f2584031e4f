import type { z } from 'zod';
import { SystemError } from '../system-error';
import { within } from '../within';
import { AnswerReader } from './answer-reader';
import { AtOnce } from './at-once';
import type { Credential } from './authentication';
import type { Call } from './call';
import { ConnectionFault } from './connection-fault';
import { decoded } from './decoded';
import type { HttpAnswer } from './http-answer';
import type { HttpOptions } from './http-options';
import { nameOfRequest } from './http-request';
import type { HttpRequest } from './http-request';
import { overBlips } from './over-blips';
import type { Permit } from './permit';
import { SharedCredential } from './shared-credential';
import { toRequest } from './to-request';

export interface SystemHttpOptions extends HttpOptions {
  system: string;
  requestTimeoutMs: number;
  permit?: Permit | undefined;
}

/**
 * What every HTTP system's client is made of. Every failure is a SystemError, but for what `beforeSend` throws and the caller's own abort. Each
 * request takes a permit: pages, tokens and repetitions included.
 */
export class SystemHttp {
  readonly system: string;
  private readonly answers: AnswerReader;
  private readonly renewed: SharedCredential | undefined;
  private readonly atOnce: AtOnce;

  constructor(private readonly options: SystemHttpOptions) {
    const { auth, system, concurrency = Infinity } = options;
    this.system = system;
    this.answers = new AnswerReader(system, options);
    this.atOnce = new AtOnce(concurrency);
    if (auth?.type === 'renewed')
      this.renewed = new SharedCredential(() =>
        auth.obtain(async (request, schema) => this.read(request, await this.exchange(request, undefined, {}), schema)),
      );
  }

  /** The answer, in the form of the schema. What the schema does not name is ignored. */
  async send<T>(request: HttpRequest, schema: z.ZodType<T>, call: Call = {}): Promise<T> {
    const answer = await this.authorised(request, call);
    return this.read(request, answer, schema);
  }

  private read<T>(request: HttpRequest, answer: HttpAnswer, schema: z.ZodType<T>): T {
    const failure = this.answers.failure(request, answer);
    if (failure) throw failure;
    return this.answers.value(request, answer, schema);
  }

  private async authorised(request: HttpRequest, call: Call): Promise<HttpAnswer> {
    const { renewed } = this;
    const { auth } = this.options;
    if (!renewed) return this.exchange(request, auth?.type === 'fixed' ? auth.credential : undefined, call);
    const once = async (): Promise<HttpAnswer> => {
      const credential = await renewed.get();
      const answer = await this.exchange(request, credential, call);
      if (this.refused(request, answer)) renewed.refused(credential);
      return answer;
    };
    const answer = await once();
    return this.refused(request, answer) ? once() : answer;
  }

  private refused(request: HttpRequest, answer: HttpAnswer): boolean {
    return this.answers.failure(request, answer)?.class === 'credential';
  }

  /** One request and its answer, whatever its status; over blips where that is safe. */
  private async exchange(request: HttpRequest, credential: Credential | undefined, call: Call): Promise<HttpAnswer> {
    const { effect } = request;
    // `unanswered` stays once set: a later attempt that fails early does not unsend the first.
    const seen: { unanswered?: ConnectionFault; forbidden?: { error: unknown } } = {};
    const timeoutMs = call.timeoutMs ?? this.options.requestTimeoutMs;
    const { url, init } = toRequest(this.options, request, credential);

    const attempt = async (): Promise<HttpAnswer> => {
      call.signal?.throwIfAborted();
      await this.options.permit?.({ signal: call.signal, patient: effect === 'read' });
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
        return await within(timeoutMs, call.signal, async (signal) => {
          const response = await (this.options.fetch ?? fetch)(url, { ...init, signal, redirect: 'manual' });
          const { status, headers } = response;
          const text = decoded(await response.arrayBuffer(), headers.get('content-type'), this.options.encoding);
          return { status, headers, text };
        });
      } catch (error) {
        const fault = new ConnectionFault(error);
        if (fault.mayHaveArrived) seen.unanswered ??= fault;
        throw fault;
      }
    };
    const inTurn = (): Promise<HttpAnswer> => this.atOnce.run(attempt);

    try {
      const answer = await (effect === 'write' ? inTurn() : overBlips(inTurn, call.signal));
      // A refusal of the second attempt says nothing of the first.
      if (seen.unanswered && effect !== 'read' && (answer.status < 200 || answer.status >= 300)) throw seen.unanswered;
      return answer;
    } catch (error) {
      if (effect !== 'read' && seen.unanswered) throw this.noAnswer(request, 'unknown', seen.unanswered, timeoutMs);
      if (seen.forbidden) throw seen.forbidden.error;
      if (call.signal?.aborted) throw call.signal.reason;
      if (error instanceof ConnectionFault) throw this.noAnswer(request, 'transient', error, timeoutMs);
      throw error;
    }
  }

  private noAnswer(
    request: HttpRequest,
    failure: 'unknown' | 'transient',
    fault: ConnectionFault,
    timeoutMs: number,
  ): SystemError {
    const { system, title = system } = this.options;
    const what = nameOfRequest(request);
    const why = fault.timedOut ? `nothing within ${timeoutMs} ms` : fault.code;
    const todo = failure === 'unknown' ? 'It may have been done: look before sending it again.' : 'Try again later.';
    return new SystemError(`${title} gave no answer to ${what} (${why}). ${todo}`, {
      class: failure,
      system,
      code: fault.timedOut ? 'timeout' : fault.code,
      cause: fault,
    });
  }
}
