import type { ContentBlock, RawContentBlockDelta, RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import type { Composed } from './compose-message';

const CHUNK = 24;

/** The exact sequence of events of a streamed answer. */
export function* streamEvents({ message, inputs }: Composed): Generator<RawMessageStreamEvent | { type: 'ping' }> {
  yield {
    type: 'message_start',
    message: {
      ...message,
      content: [],
      stop_reason: null,
      stop_details: null,
      usage: { ...message.usage, output_tokens: 1 },
    },
  };
  yield { type: 'ping' };
  for (const [index, block] of message.content.entries()) {
    yield { type: 'content_block_start', index, content_block: emptied(block) };
    for (const delta of deltas(block, inputs.get(index) ?? '')) yield { type: 'content_block_delta', index, delta };
    yield { type: 'content_block_stop', index };
  }
  yield {
    type: 'message_delta',
    delta: {
      stop_reason: message.stop_reason,
      stop_sequence: message.stop_sequence,
      stop_details: message.stop_details,
      container: null,
    },
    usage: {
      input_tokens: message.usage.input_tokens,
      cache_creation_input_tokens: message.usage.cache_creation_input_tokens,
      cache_read_input_tokens: message.usage.cache_read_input_tokens,
      output_tokens: message.usage.output_tokens,
      output_tokens_details: null,
      server_tool_use: null,
    },
  };
  yield { type: 'message_stop' };
}

const emptied = (block: ContentBlock): ContentBlock => {
  if (block.type === 'text') return { ...block, text: '' };
  if (block.type === 'thinking') return { ...block, thinking: '', signature: '' };
  if (block.type === 'tool_use' || block.type === 'server_tool_use') return { ...block, input: {} };
  return block;
};

function* deltas(block: ContentBlock, input: string): Generator<RawContentBlockDelta> {
  if (block.type === 'text') for (const text of chunks(block.text)) yield { type: 'text_delta', text };
  if (block.type === 'thinking') {
    for (const thinking of chunks(block.thinking)) yield { type: 'thinking_delta', thinking };
    yield { type: 'signature_delta', signature: block.signature };
  }
  if (block.type === 'tool_use' || block.type === 'server_tool_use') {
    yield { type: 'input_json_delta', partial_json: '' };
    for (const part of chunks(input)) yield { type: 'input_json_delta', partial_json: part };
  }
}

function* chunks(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += CHUNK) yield text.slice(at, at + CHUNK);
}
