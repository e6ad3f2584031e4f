import { blocksOf } from '../count-tokens';
import type { MessagesRequest } from '../messages-api';
import { guidanceIn } from './guidance-in';

/** A tool that was used, with what came back: `undefined` where the text was no JSON object. */
export interface Used {
  tool: string;
  failed: boolean;
  text: string;
  value: Record<string, unknown> | undefined;
}

/** What a reasoner may know: the tools offered and the conversation, nothing else. */
export interface Conversation {
  /** Argument names of each tool on offer. */
  tools: ReadonlyMap<string, readonly string[]>;
  opening: string;
  used: readonly Used[];
  /** Corrections that its instructions name. */
  guidance: readonly string[];
}

export const readConversation = (request: MessagesRequest): Conversation => {
  const blocks = request.messages.flatMap((message) => blocksOf(message.content));
  const names = new Map(
    blocks.flatMap((block) => (block.type === 'tool_use' ? [[block.id, block.name] as const] : [])),
  );
  const used = blocks.flatMap((block): Used[] => {
    if (block.type !== 'tool_result') return [];
    const text =
      typeof block.content === 'string'
        ? block.content
        : (block.content ?? []).map((part) => ('text' in part ? part.text : '')).join('\n');
    return [
      { tool: names.get(block.tool_use_id) ?? '', failed: block.is_error === true, text, value: findObject(text) },
    ];
  });
  const first = request.messages[0];
  return {
    tools: new Map((request.tools ?? []).map((tool) => [tool.name, Object.keys(tool.input_schema.properties ?? {})])),
    opening: first
      ? blocksOf(first.content)
          .map((block) => (block.type === 'text' ? block.text : ''))
          .join('\n')
      : '',
    used,
    guidance: guidanceIn(request),
  };
};

/** An error about the form of the call, which the right form mends; a refusal or an outage is not. */
export const complains = (use: Used): boolean =>
  use.failed && /schema|argument|malformed|expected|invalid input|cut off/i.test(use.text);

/** The first JSON object in a text that satisfies `fits`: braces within strings do not count, so that quoted text cannot end it early. */
export const findObject = (
  text: string,
  fits: (value: Record<string, unknown>) => boolean = () => true,
): Record<string, unknown> | undefined => {
  for (let start = text.indexOf('{'); start !== -1; start = text.indexOf('{', start + 1)) {
    const end = endOfObject(text, start);
    if (end === -1) continue;
    try {
      const value = JSON.parse(text.slice(start, end)) as Record<string, unknown>;
      if (fits(value)) return value;
    } catch {
      // Not JSON from here: look on from the next brace.
    }
  }
  return undefined;
};

const endOfObject = (text: string, start: number): number => {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{') depth += 1;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return -1;
};
