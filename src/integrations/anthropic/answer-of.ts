import type { StopReason } from '@anthropic-ai/sdk/resources/messages';
import { SystemError } from '../system-error';
import type { AnswerBuilder } from './answer-builder';
import type { ModelAnswer } from './model';

/** What was put together, as an answer. @throws SystemError `malformed` where it stopped for a reason that is not known here */
export const answerOf = (
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
