import type { MessagesRequest, Thought, ThoughtBlock } from './messages-api';
import type { Trouble } from './faults';

/** Input that is not JSON, as a model may write it: goes out as this very text. */
export class RawInput {
  constructor(readonly text: string) {}
}

/** What the model says under trouble that lies in the answer itself. */
export const bendThought = (thought: Thought, trouble: Trouble, request: MessagesRequest): Thought => {
  switch (trouble.kind) {
    case 'malformed-arguments':
      return bendFirstCall(thought, request, (call) => ({ ...call, input: bendInput(call.input, trouble.how) }));
    case 'unknown-tool':
      return bendFirstCall(thought, request, (call) => ({ ...call, name: `${call.name}Everywhere` }));
    case 'refusal':
      return {
        content: [],
        stopReason: 'refusal',
        stopDetails: { type: 'refusal', category: 'general_harms', explanation: 'Arranged refusal.' },
      };
    case 'max-tokens':
      return {
        content: thought.content.map((block, index) => (index === thought.content.length - 1 ? halve(block) : block)),
        stopReason: 'max_tokens',
      };
    case 'pause-turn':
      return {
        content: [
          { type: 'text', text: 'Let me look further.' },
          { type: 'server_tool_use', name: 'web_search', input: { query: 'further' } },
        ],
        stopReason: 'pause_turn',
      };
    case 'context-exceeded':
      return {
        content: [{ type: 'text', text: 'The conversation no longer fits' }],
        stopReason: 'model_context_window_exceeded',
      };
    case 'rate-limited':
    case 'billing':
    case 'overloaded':
    case 'status':
    case 'no-answer':
    case 'reset':
    case 'error-in-stream':
    case 'cut-off':
    case 'stall':
      return thought;
  }
};

type Call = Extract<ThoughtBlock, { type: 'tool_use' }>;

const bendFirstCall = (thought: Thought, request: MessagesRequest, bend: (call: Call) => Call): Thought => {
  const first = thought.content.find((block) => block.type === 'tool_use');
  const tool = request.tools?.[0];
  if (first) return { ...thought, content: thought.content.map((block) => (block === first ? bend(first) : block)) };
  if (!tool) return thought;
  return {
    content: [...thought.content, bend({ type: 'tool_use', name: tool.name, input: { why: 'I want to look.' } })],
  };
};

const bendInput = (input: unknown, how: 'wrong-type' | 'missing-why' | 'not-json'): unknown => {
  const { why, ...rest } = input as Record<string, unknown>;
  switch (how) {
    case 'missing-why':
      return rest;
    case 'wrong-type':
      return {
        why,
        ...Object.fromEntries(Object.keys(rest).map((key) => [key, { is: ['not', 'what', 'was', 'asked'] }])),
        ...(Object.keys(rest).length === 0 ? { why: 42 } : {}),
      };
    case 'not-json': {
      const text = JSON.stringify(input);
      return new RawInput(`${text.slice(0, -1)}, "note": 'it's`);
    }
  }
};

const halve = (block: ThoughtBlock): ThoughtBlock => {
  const half = (text: string): string => text.slice(0, Math.ceil(text.length / 2));
  switch (block.type) {
    case 'text':
      return { ...block, text: half(block.text) };
    case 'thinking':
      return { ...block, thinking: half(block.thinking) };
    case 'tool_use':
    case 'server_tool_use':
      return { ...block, input: new RawInput(half(JSON.stringify(block.input))) };
  }
};
