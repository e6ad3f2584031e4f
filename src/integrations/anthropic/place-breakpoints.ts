import type { ContentBlockParam, MessageParam, TextBlockParam, Tool } from '@anthropic-ai/sdk/resources/messages';
import type { ModelRequest } from './model';

const MARK = { cache_control: { type: 'ephemeral' } } as const;

/**
 * Marks where the prompt cache ends: after tools and system, after the last message, and after the one that was last in the call before.
 * The third mark is for turns with many calls: the provider looks back only 20 blocks for what it has cached.
 */
export const placeBreakpoints = ({
  system,
  tools,
  messages,
}: ModelRequest): { system?: TextBlockParam[]; tools?: Tool[]; messages: MessageParam[] } => {
  const last = messages.length - 1;
  const before = messages.findLastIndex(({ role }, index) => role === 'user' && index < last);
  const stable = tools.map((tool, index) =>
    system === '' && index === tools.length - 1 ? { ...tool, ...MARK } : tool,
  );
  return {
    ...(system === '' ? {} : { system: [{ type: 'text', text: system, ...MARK }] }),
    ...(stable.length > 0 ? { tools: stable } : {}),
    messages: messages.map((message, index) => (index === last || index === before ? markLast(message) : message)),
  };
};

const markLast = (message: MessageParam): MessageParam => {
  if (message.role === 'system') return message;
  const blocks: ContentBlockParam[] =
    typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
  const at = blocks.findLastIndex(({ type }) => type !== 'thinking' && type !== 'redacted_thinking');
  const content = blocks.map((block, index) => (index === at ? { ...block, ...MARK } : block));
  return { ...message, content };
};
