import type { MessageParam, TextBlockParam } from '@anthropic-ai/sdk/resources/messages';
import type { MessagesRequest } from './messages-api';

/**
 * The stand-in's tokens: a quarter of the UTF-8 bytes of a block's JSON, rounded up. The provider's own tokenizer is not public and
 * counts otherwise; this one is deterministic, and grows with the text.
 */
export const countTokens = (value: unknown): number => tokensOfJson(JSON.stringify(value));

export const tokensOfJson = (json: string): number => Math.ceil(Buffer.byteLength(json) / 4);

/** `cache_control` marks a block but is no part of the prompt. */
export const withoutMark = (block: object): object => ({ ...block, cache_control: undefined });

export const blocksOf = (content: MessageParam['content']): Exclude<MessageParam['content'], string> =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content;

export const systemBlocks = (system: MessagesRequest['system']): TextBlockParam[] =>
  system === undefined || system === '' ? [] : typeof system === 'string' ? [{ type: 'text', text: system }] : system;

/** The whole prompt: tools, system and messages. */
export const countInput = (request: MessagesRequest): number =>
  [
    ...(request.tools ?? []),
    ...systemBlocks(request.system),
    ...request.messages.flatMap((message) => blocksOf(message.content)),
  ].reduce((sum, block) => sum + countTokens(withoutMark(block)), 0);
