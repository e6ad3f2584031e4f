import Anthropic from '@anthropic-ai/sdk';
import type { StopReason } from '@anthropic-ai/sdk/resources/messages';
import { SystemError } from '../system-error';
import { AnswerBuilder } from './answer-builder';
import type { Model, ModelAnswer } from './model';
import { placeBreakpoints } from './place-breakpoints';
import { brokenOff, timedOut, toSystemError } from './to-system-error';

export interface ModelOptions {
  apiKey: string;
  /** Anthropic's own address when left out; the environment is not asked. */
  baseURL?: string;
  /** For the whole call, to the last byte. The SDK's own time-out ends with the headers. */
  timeoutMs: number;
}

/** Claude over Anthropic's Messages API, streamed. Never retries by itself: a repeated call is a second paid call. */
export const createModel = ({ apiKey, baseURL, timeoutMs }: ModelOptions): Model => {
  const client = new Anthropic({
    apiKey,
    baseURL: baseURL ?? 'https://api.anthropic.com',
    maxRetries: 0,
    timeout: timeoutMs,
    openTelemetry: false,
    logLevel: 'off',
  });

  return {
    think: async (request, { signal, onProgress }) => {
      signal.throwIfAborted();
      const deadline = AbortSignal.timeout(timeoutMs);
      const started = performance.now();
      const builder = new AnswerBuilder();
      let msToFirstChunk: number | undefined;
      try {
        const { data: stream, request_id: requestId } = await client.messages
          .create(
            {
              model: request.model,
              max_tokens: request.maxTokens,
              ...placeBreakpoints(request),
              ...(request.mustUseTool ? { tool_choice: { type: 'any' } } : {}),
              stream: true,
            },
            { signal: AbortSignal.any([signal, deadline]) },
          )
          .withResponse();
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
        signal.throwIfAborted();
        throw deadline.aborted ? timedOut(error) : toSystemError(error);
      }
    },
  };
};

const answerOf = (
  builder: AnswerBuilder,
  timing: Pick<ModelAnswer, 'requestId' | 'ms' | 'msToFirstChunk'>,
): ModelAnswer => {
  const { content, stopReason, stopDetails, model, usage } = builder;
  if (!isStopReason(stopReason))
    throw new SystemError(
      `Claude stopped for a reason that is not known here (${stopReason}); see whether the API has changed.`,
      {
        class: 'malformed',
        system: 'anthropic',
        code: 'stop_reason',
        answer: JSON.stringify({ content, stopReason }),
      },
    );
  return { content, stopReason, ...(stopDetails ? { stopDetails } : {}), model, usage, ...timing };
};

const STOP_REASONS: Readonly<Record<StopReason, true>> = {
  end_turn: true,
  max_tokens: true,
  stop_sequence: true,
  tool_use: true,
  pause_turn: true,
  refusal: true,
  model_context_window_exceeded: true,
};

const isStopReason = (value: string | null): value is StopReason =>
  value !== null && Object.hasOwn(STOP_REASONS, value);
