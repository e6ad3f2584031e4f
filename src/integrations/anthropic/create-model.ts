import Anthropic, { type APIError } from '@anthropic-ai/sdk';
import type { Stream } from '@anthropic-ai/sdk/core/streaming';
import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import { AnswerBuilder } from './answer-builder';
import { answerOf } from './answer-of';
import { openClient } from './open-client';
import type { ModelOptions } from './open-client';
import type { Model } from './model';
import { rateLimitsIn, type RateLimit } from './rate-limits';
import { requestBody } from './request-body';
import { brokenOff, timedOut, toSystemError } from './to-system-error';

/** Claude over Anthropic's Messages API, streamed. Never retries by itself: a repeated call is a second paid call. */
export const createModel = (options: ModelOptions): Model => {
  const { timeoutMs } = options;
  const client = openClient(options);

  return {
    timeoutMs,
    think: async (request, { signal, onProgress, onLimits }) => {
      signal.throwIfAborted();
      const deadline = AbortSignal.timeout(timeoutMs);
      const started = performance.now();
      const builder = new AnswerBuilder();
      let msToFirstChunk: number | undefined;
      try {
        const {
          data: stream,
          request_id: requestId,
          response,
        } = await client
          .post<Stream<RawMessageStreamEvent>>('/v1/messages', {
            ...{ body: requestBody(request), headers: { 'content-type': 'application/json' }, stream: true },
            signal: AbortSignal.any([signal, deadline]),
          })
          .withResponse();
        tell(response.headers, onLimits);
        for await (const event of stream) {
          msToFirstChunk ??= performance.now() - started;
          builder.add(event);
          onProgress?.({ chars: builder.chars, usage: builder.usage });
        }
        // An aborted stream just ends.
        if (!builder.complete) throw brokenOff();
        return answerOf(builder, {
          requestId: requestId ?? '',
          ms: performance.now() - started,
          msToFirstChunk: msToFirstChunk ?? 0,
        });
      } catch (error) {
        if (error instanceof Anthropic.APIError) tell((error as APIError).headers, onLimits);
        signal.throwIfAborted();
        throw deadline.aborted ? timedOut(error) : toSystemError(error);
      }
    },
    probe: async (model, { signal }) => {
      try {
        await client.models.retrieve(model, {}, { signal });
      } catch (error) {
        throw toSystemError(error);
      }
    },
  };
};

const tell = (headers: Headers | undefined, onLimits?: (limits: RateLimit[]) => void): void => {
  const limits = headers ? rateLimitsIn(headers) : [];
  if (limits.length > 0) onLimits?.(limits);
};
