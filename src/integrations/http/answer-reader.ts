import type { z } from 'zod';
import { retryAfterMs } from '../retry-after';
import { SystemError } from '../system-error';
import type { FailureClass } from '../system-error';
import { classOfStatus } from './class-of-status';
import { driftedFields } from './drifted-fields';
import { failureMessage } from './failure-message';
import type { HttpAnswer } from './http-answer';
import type { HttpOptions } from './http-options';
import { nameOfRequest } from './http-request';
import type { HttpRequest } from './http-request';
import { plainReason } from './plain-reason';

/** Tells what an answer means: the value it holds, or the failure it is. */
export class AnswerReader {
  constructor(
    private readonly system: string,
    private readonly options: Pick<HttpOptions, 'title' | 'classes' | 'faultIn'>,
  ) {}

  /** What is wrong with an answer by its status, or by what its body says of itself. */
  failure(request: HttpRequest, answer: HttpAnswer): SystemError | undefined {
    const { status, headers, text } = answer;
    const { classes, faultIn } = this.options;
    const asksToWait = headers.get('retry-after') !== null;
    const byStatus =
      request.classes?.[status] ?? classes?.[status] ?? classOfStatus(status, request.effect, asksToWait);
    const fault = faultIn?.(parsed(text), status);
    const failure = fault?.class ?? byStatus ?? (fault && 'rejected');
    return failure && this.error(failure, request, answer, { reason: fault?.reason ?? '' });
  }

  /** @throws SystemError: `malformed`, or of a write `unknown`, with the whole answer, when it does not have the form we know */
  value<T>(request: HttpRequest, answer: HttpAnswer, schema: z.ZodType<T>): T {
    try {
      return schema.parse(answer.text === '' ? undefined : JSON.parse(answer.text));
    } catch (cause) {
      throw this.error(request.effect === 'read' ? 'malformed' : 'unknown', request, answer, {
        reason: '',
        cause,
        drift: driftedFields(cause),
      });
    }
  }

  private error(
    failure: FailureClass,
    request: HttpRequest,
    answer: HttpAnswer,
    { reason, ...more }: { reason: string; cause?: unknown; drift?: readonly string[] },
  ): SystemError {
    const { system, options } = this;
    const { status, headers, text } = answer;
    const what = nameOfRequest(request);
    const retryAfter = retryAfterMs(headers.get('retry-after'));
    const said = { status, reason: plainReason(reason) };
    return new SystemError(failureMessage(failure, options.title ?? system, what, said), {
      ...more,
      system,
      class: failure,
      code: String(status),
      contract: what,
      ...(retryAfter !== undefined && failure !== 'rejected' && { retryAfterMs: retryAfter }),
      ...((failure === 'malformed' || failure === 'unknown') && { answer: text }),
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
