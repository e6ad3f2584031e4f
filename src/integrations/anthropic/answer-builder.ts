import type {
  ContentBlock,
  Message,
  RawContentBlockDelta,
  RawMessageStreamEvent,
  RefusalStopDetails,
  Usage,
} from '@anthropic-ai/sdk/resources/messages';
import type { ModelUsage } from './model';

/**
 * Puts an answer together from its stream. The SDK's own helper is not used because it completes cut-off tool input to valid JSON without
 * a word: half an amount would look like a whole one.
 */
export class AnswerBuilder {
  readonly content: ContentBlock[] = [];
  model = '';
  stopReason: string | null = null;
  stopDetails: RefusalStopDetails | undefined;
  usage: ModelUsage = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  chars = 0;
  complete = false;
  private readonly inputs = new Map<number, string>();

  add(event: RawMessageStreamEvent): void {
    switch (event.type) {
      case 'message_start':
        this.model = event.message.model;
        this.usage = usageOf(event.message.usage);
        break;
      case 'content_block_start':
        this.content[event.index] = { ...event.content_block };
        break;
      case 'content_block_delta':
        this.extend(event.index, event.delta);
        break;
      case 'content_block_stop':
        this.closeInput(event.index);
        break;
      case 'message_delta':
        this.stopReason = event.delta.stop_reason;
        if (event.delta.stop_details) this.stopDetails = event.delta.stop_details;
        // Counts are totals of the whole message; a null says nothing new.
        this.usage = {
          ...this.usage,
          output: event.usage.output_tokens,
          input: event.usage.input_tokens ?? this.usage.input,
          cacheRead: event.usage.cache_read_input_tokens ?? this.usage.cacheRead,
          ...splitWrites(event.usage.cache_creation_input_tokens, this.usage),
        };
        break;
      case 'message_stop':
        this.complete = true;
        break;
    }
  }

  /** An answer that came as a whole. */
  take({ model, content, stop_reason: stopReason, stop_details: stopDetails, usage }: Message): void {
    this.model = model;
    this.content.push(...content.map(checked));
    this.stopReason = stopReason;
    if (stopDetails) this.stopDetails = stopDetails;
    this.usage = usageOf(usage);
    this.complete = true;
  }

  private extend(index: number, delta: RawContentBlockDelta): void {
    const block = this.content[index];
    if (!block) return;
    switch (delta.type) {
      case 'text_delta':
        if (block.type === 'text') block.text += delta.text;
        this.chars += delta.text.length;
        break;
      case 'citations_delta':
        if (block.type === 'text') block.citations = [...(block.citations ?? []), delta.citation];
        break;
      case 'thinking_delta':
        if (block.type === 'thinking') block.thinking += delta.thinking;
        this.chars += delta.thinking.length;
        break;
      case 'signature_delta':
        if (block.type === 'thinking') block.signature = delta.signature;
        break;
      case 'input_json_delta':
        this.inputs.set(index, (this.inputs.get(index) ?? '') + delta.partial_json);
        this.chars += delta.partial_json.length;
        break;
    }
  }

  private closeInput(index: number): void {
    const block = this.content[index];
    const text = this.inputs.get(index);
    if (!text || (block?.type !== 'tool_use' && block?.type !== 'server_tool_use')) return;
    block.input = parseObject(text) ?? { INVALID_JSON: text };
  }
}

/** No arguments that somebody needs are nested as deep; and whoever walks what is deeper, as far as it goes, runs out of stack. */
const DEEPEST = 50;

const parseObject = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) && fits(value, DEEPEST)
      ? value
      : undefined;
  } catch {
    return undefined;
  }
};

const fits = (value: unknown, depth: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((each) => fits(each, depth - 1)));

const checked = (block: ContentBlock): ContentBlock => {
  if (block.type !== 'tool_use' && block.type !== 'server_tool_use') return block;
  const text = JSON.stringify(block.input);
  return { ...block, input: parseObject(text) ?? { INVALID_JSON: text } };
};

const usageOf = (usage: Usage): ModelUsage => {
  const writes = usage.cache_creation_input_tokens ?? 0;
  const hour = usage.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  return {
    input: usage.input_tokens,
    output: usage.output_tokens,
    cacheRead: usage.cache_read_input_tokens ?? 0,
    cacheWrite5m: usage.cache_creation?.ephemeral_5m_input_tokens ?? writes - hour,
    cacheWrite1h: hour,
  };
};

/** `message_delta` has no split by lifetime: what it adds is counted as written for five minutes, which is all we ask for. */
const splitWrites = (total: number | null, known: ModelUsage): Pick<ModelUsage, 'cacheWrite5m'> => ({
  cacheWrite5m: total === null || total === undefined ? known.cacheWrite5m : Math.max(0, total - known.cacheWrite1h),
});
