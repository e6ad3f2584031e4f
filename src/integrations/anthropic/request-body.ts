import type { MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages';
import type { ModelRequest } from './model';
import { placeBreakpoints } from './place-breakpoints';

type Params = MessageCreateParamsStreaming;

const COMMA = Buffer.from(',');
/** By message, as long as whoever made it keeps it. */
const kept = new WeakMap<object, Buffer>();

/**
 * What is sent, as JSON. A conversation grows by two messages a turn and goes to the provider whole: those that were sent before are not made into
 * text again.
 */
export function requestBody(request: ModelRequest): Buffer {
  const { system, tools, messages } = placeBreakpoints(request);
  const before: Omit<Params, 'messages' | 'stream'> = {
    model: request.model,
    max_tokens: request.maxTokens,
    ...(system ? { system } : {}),
    ...(tools ? { tools } : {}),
  };
  const after: Pick<Params, 'tool_choice' | 'stream'> = {
    ...(request.mustUseTool ? { tool_choice: { type: 'any' } } : {}),
    stream: true,
  };
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(before).slice(0, -1)},"messages":[`),
    ...messages.flatMap((message, index) => (index === 0 ? [textOf(message)] : [COMMA, textOf(message)])),
    Buffer.from(`],${JSON.stringify(after).slice(1)}`),
  ]);
}

function textOf(message: object): Buffer {
  const text = kept.get(message) ?? Buffer.from(JSON.stringify(message));
  kept.set(message, text);
  return text;
}
