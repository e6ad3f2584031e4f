import type {
  ContentBlock,
  MessageParam,
  RefusalStopDetails,
  StopReason,
  Tool,
} from '@anthropic-ai/sdk/resources/messages';
import type { RateLimit } from './rate-limits';

export type ModelTool = Pick<Tool, 'name' | 'input_schema'> & { description: string; strict: boolean };

export interface ModelRequest {
  model: string;
  maxTokens: number;
  system: string;
  /** In an order that stays the same from call to call, or nothing is cached. */
  tools: readonly ModelTool[];
  messages: readonly MessageParam[];
  /** The model must use some tool; it may also just answer when left out. */
  mustUseTool?: boolean;
}

/** Tokens that are paid for. The whole input is input + cacheRead + cacheWrite5m + cacheWrite1h. */
export interface ModelUsage {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
}

export interface ModelAnswer {
  /**
   * As the provider sent it, to be sent back unchanged. Input of a tool that is no JSON object, or nested too deep, stands as
   * `{ INVALID_JSON: text }`, so that it fits no schema and yet may be sent back.
   */
  content: ContentBlock[];
  stopReason: StopReason;
  stopDetails?: RefusalStopDetails;
  /** The model that answered, as it names itself. */
  model: string;
  /** The provider's id of the request, empty where a proxy drops it. */
  requestId: string;
  usage: ModelUsage;
  ms: number;
  msToFirstChunk: number;
}

export interface ModelProgress {
  /** Characters of text, thinking and arguments that have arrived. */
  chars: number;
  /** What is paid for as far as is known: the input is final, the output is not. */
  usage: ModelUsage;
}

export interface Model {
  /** One call is aborted after this time. */
  readonly timeoutMs: number;
  /**
   * One call, streamed. `onProgress` is first called when the answer begins, from when on it is paid for.
   * `onLimits` is called when the headers are there, of an answer as of a refusal, if they say anything of limits.
   * Throws `SystemError` (system `anthropic`), or the reason of `signal` when that aborts the call.
   */
  think(
    request: ModelRequest,
    call: {
      signal: AbortSignal;
      onProgress?: (progress: ModelProgress) => void;
      onLimits?: (limits: RateLimit[]) => void;
    },
  ): Promise<ModelAnswer>;
  /** Whether the provider answers and takes our key; costs nothing. Throws as `think` does. */
  probe(model: string, call: { signal: AbortSignal }): Promise<void>;
}
