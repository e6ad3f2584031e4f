import type { ContentBlock } from '@anthropic-ai/sdk/resources/messages';
import type { CallId } from '../contracts/ids';
import type { Json } from '../contracts/json';

/** A tool call as the model wrote it into a thought. */
export interface WrittenCall {
  call: CallId;
  providerId: string;
  tool: string;
  why: string;
  args: Json;
  /** Sequence number of the thought. */
  seq: number;
}

/** The calls of a thought, under ids of ours: `where` is step, visit and turn. */
export function callsIn(content: readonly ContentBlock[], where: string, seq: number): WrittenCall[] {
  return content
    .filter((block) => block.type === 'tool_use')
    .map(({ id, name, input }, index) => {
      const { why, ...args } = isObject(input) ? input : { why: undefined };
      return {
        call: `${where}.${index}` as CallId,
        providerId: id,
        tool: name,
        why: typeof why === 'string' ? why : '',
        args: args as Json,
        seq,
      };
    });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
