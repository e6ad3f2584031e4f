import { createHash } from 'node:crypto';
import type {
  ContentBlock,
  Message,
  ServerToolUseBlock,
  StopReason,
  Usage,
} from '@anthropic-ai/sdk/resources/messages';
import { RawInput } from './bend-thought';
import { countTokens } from './count-tokens';
import type { MessagesRequest, Thought, ThoughtBlock } from './messages-api';
import type { InputUsage } from './prompt-cache';

export interface Composed {
  message: Message;
  /** The input of each tool use as text, by its place: what is streamed, JSON or not. */
  inputs: ReadonlyMap<number, string>;
}

/** A thought as the provider would answer it. Ids are fresh in every answer, as the provider's are. */
export const composeMessage = (
  request: MessagesRequest,
  thought: Thought,
  input: InputUsage,
  requestId: string,
): Composed => {
  const { content, cut } = fit(thought.content, request.max_tokens);
  const inputs = new Map<number, string>();
  const blocks = content.map((block, index): ContentBlock => {
    if (block.type === 'tool_use' || block.type === 'server_tool_use')
      inputs.set(index, block.input instanceof RawInput ? block.input.text : JSON.stringify(block.input));
    return composeBlock(block, requestId, index);
  });
  const stopReason = cut ? 'max_tokens' : (thought.stopReason ?? natural(content));
  const message: Message = {
    id: `msg_${mint(requestId, 'message')}`,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content: blocks,
    stop_reason: stopReason,
    stop_sequence: null,
    stop_details: thought.stopDetails ?? null,
    container: null,
    diagnostics: null,
    usage: composeUsage(
      input,
      content.reduce((sum, block) => sum + tokensOf(block), 0),
    ),
  };
  return { message, inputs };
};

export const composeUsage = (input: InputUsage, outputTokens: number): Usage => ({
  input_tokens: input.input,
  cache_creation_input_tokens: input.cacheWrite5m + input.cacheWrite1h,
  cache_read_input_tokens: input.cacheRead,
  cache_creation: { ephemeral_5m_input_tokens: input.cacheWrite5m, ephemeral_1h_input_tokens: input.cacheWrite1h },
  output_tokens: Math.max(1, outputTokens),
  output_tokens_details: null,
  server_tool_use: null,
  service_tier: 'standard',
  speed: null,
  inference_geo: null,
});

const natural = (content: ThoughtBlock[]): StopReason =>
  content.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn';

const mint = (requestId: string, what: string): string =>
  createHash('sha256').update(`${requestId}:${what}`).digest('base64url').replace(/[-_]/g, '0').slice(0, 24);

const composeBlock = (block: ThoughtBlock, requestId: string, index: number): ContentBlock => {
  const caller = { type: 'direct' } as const;
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text, citations: null };
    case 'thinking':
      return { type: 'thinking', thinking: block.thinking, signature: mint(requestId, `${index}:${block.thinking}`) };
    case 'tool_use':
      return {
        type: 'tool_use',
        id: `toolu_${mint(requestId, `${index}`)}`,
        name: block.name,
        input: asJson(block.input),
        caller,
      };
    case 'server_tool_use': {
      const name = block.name as ServerToolUseBlock['name'];
      return {
        type: 'server_tool_use',
        id: `srvtoolu_${mint(requestId, `${index}`)}`,
        name,
        input: asJson(block.input),
        caller,
      };
    }
  }
};

/** In an answer without a stream, input that is no JSON arrives empty. */
const asJson = (input: unknown): unknown => (input instanceof RawInput ? {} : input);

const textOf = (block: ThoughtBlock): string => {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'thinking':
      return block.thinking;
    case 'tool_use':
    case 'server_tool_use':
      return block.input instanceof RawInput ? block.input.text : JSON.stringify(block.input);
  }
};

const tokensOf = (block: ThoughtBlock): number => countTokens(textOf(block));

/** Cuts the answer where `max_tokens` ends, in the middle of a block if need be. */
const fit = (content: ThoughtBlock[], maxTokens: number): { content: ThoughtBlock[]; cut: boolean } => {
  const kept: ThoughtBlock[] = [];
  let left = maxTokens;
  for (const block of content) {
    const tokens = tokensOf(block);
    if (tokens > left) {
      if (left > 0) kept.push(shorten(block, left));
      return { content: kept, cut: true };
    }
    kept.push(block);
    left -= tokens;
  }
  return { content: kept, cut: false };
};

const shorten = (block: ThoughtBlock, tokens: number): ThoughtBlock => {
  // The quotes of the JSON string count, and a character may take several bytes.
  let text = textOf(block).slice(0, tokens * 4 - 2);
  while (text.length > 0 && countTokens(text) > tokens) text = text.slice(0, -1);
  switch (block.type) {
    case 'text':
      return { ...block, text };
    case 'thinking':
      return { ...block, thinking: text };
    case 'tool_use':
    case 'server_tool_use':
      return { ...block, input: new RawInput(text) };
  }
};
