import type {
  CacheControlEphemeral,
  MessageParam,
  RefusalStopDetails,
  StopReason,
  TextBlockParam,
  Tool,
  ToolChoice,
  Usage,
} from '@anthropic-ai/sdk/resources/messages';
import type { Trouble } from './faults';

/** The part of POST /v1/messages that the stand-in understands, after its shape was checked. */
export interface MessagesRequest {
  model: string;
  max_tokens: number;
  messages: MessageParam[];
  system?: string | TextBlockParam[];
  tools?: Tool[];
  tool_choice?: ToolChoice;
  cache_control?: CacheControlEphemeral | null;
  stream?: boolean;
}

/** A block as a reasoner writes it: the stand-in adds ids, callers and signatures. */
export type ThoughtBlock =
  | { type: 'text'; text: string }
  | { type: 'thinking'; thinking: string }
  | { type: 'tool_use'; name: string; input: unknown }
  | { type: 'server_tool_use'; name: string; input: unknown };

export interface Thought {
  content: ThoughtBlock[];
  /** `tool_use` where a tool is used and `end_turn` otherwise, when left out. */
  stopReason?: StopReason;
  stopDetails?: RefusalStopDetails;
  /** Trouble on the way of this one answer. */
  trouble?: Trouble;
}

/** Thinks of an answer from nothing but the request. May throw a `Rejection`. */
export type Reasoner = (request: MessagesRequest) => Thought | Promise<Thought>;

/** One POST /v1/messages, refused and interrupted ones included, or one request of a batch that was answered. */
export interface RecordedCall {
  requestId: string;
  model: string;
  at: number;
  /** sha256 over the bytes of the request. */
  digest: string;
  /** The HTTP status; 0 where none was sent. */
  status: number;
  /** The answer began, so the call is paid. */
  answered: boolean;
  /** The caller or arranged trouble broke the answer off. */
  aborted: boolean;
  stopReason?: StopReason;
  /** What is paid for: set when the answer began; `output_tokens` counts what was sent. */
  usage?: Usage;
  trouble?: Trouble['kind'];
  /** Kept with `keepRequests`. */
  request?: MessagesRequest;
}
