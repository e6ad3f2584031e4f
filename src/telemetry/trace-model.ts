import { SpanKind } from '@opentelemetry/api';
import type { Model } from '../integrations/anthropic/model';
import { attr } from './attributes';
import { inSpan } from './spans';

/** A model each of whose calls is a span. With `content`, what it was told and said is in it: it is masked before it comes here. */
export function traceModel(model: Model, { content }: { content: boolean }): Model {
  return {
    ...model,
    think: (request, call) => {
      const attributes = {
        [attr.operation]: 'chat',
        [attr.provider]: 'anthropic',
        [attr.requestModel]: request.model,
        [attr.maxTokens]: request.maxTokens,
        [attr.stream]: true,
        ...(content ? { [attr.inputMessages]: JSON.stringify(request.messages) } : {}),
      };
      return inSpan(`chat ${request.model}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
        const answer = await model.think(request, call);
        const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = answer.usage;
        const cacheWrite = cacheWrite5m + cacheWrite1h;
        span.setAttributes({
          [attr.responseModel]: answer.model,
          [attr.finishReasons]: [answer.stopReason],
          [attr.timeToFirstChunk]: answer.msToFirstChunk / 1_000,
          [attr.inputTokens]: input + cacheRead + cacheWrite,
          [attr.outputTokens]: output,
          [attr.cacheReadTokens]: cacheRead,
          [attr.cacheWriteTokens]: cacheWrite,
          ...(content ? { [attr.outputMessages]: JSON.stringify(answer.content) } : {}),
        });
        return answer;
      });
    },
  };
}
