import type { z } from 'zod';
import type { AnyTool } from './define-tool';

export interface Limits {
  /** Model calls in one step. */
  turns: number;
  /** US dollars in one step, as text. */
  usd: string;
  /** Malformed tool calls in one step before it counts as exhausted. */
  malformed: number;
  /** Output tokens of one model call. */
  maxTokens: number;
}

/** Who an agent is and what it may do. */
export interface Agent<
  Tools extends Record<string, AnyTool> = Record<string, AnyTool>,
  Outcomes extends Record<string, z.ZodType> = Record<string, z.ZodType>,
> {
  name: string;
  /** Raised with every change of instructions, tools or policy; on each entry that they led to. */
  version: number;
  /** The first is used; the next when it is unavailable. */
  models: readonly [string, ...string[]];
  instructions: string;
  limits: Limits;
  /** Permissions granted. A tool whose permission is not here cannot run. */
  grants: readonly string[];
  tools: Tools;
  /** What a step of this agent, or a person in its place, may conclude. */
  outcomes: Outcomes;
  /** A workflow id that speaks, for a given input: lower case, digits, dashes. */
  nameRun(input: unknown, document: (id: string) => Promise<Uint8Array>): Promise<string>;
  /** What starts a run. */
  input: z.ZodType;
}

export function defineAgent<Tools extends Record<string, AnyTool>, Outcomes extends Record<string, z.ZodType>>(
  agent: Agent<Tools, Outcomes>,
): Agent<Tools, Outcomes> {
  return agent;
}
