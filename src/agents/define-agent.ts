import type { z } from 'zod';
import type { GateKind } from '../contracts/entry';
import type { Json } from '../contracts/json';
import type { AnyTool } from './define-tool';
import type { Retention } from './retention';

/** The call by which an agent ends its step. */
export const CONCLUDE = 'conclude';

/** The call by which an agent reads on in a result that it was shown the beginning of. In every step that has tools; a tool of its own has another name. */
export const RECALL = 'recall';

export interface Limits {
  /** Model calls in one step. */
  turns: number;
  /** US dollars in one step, as text. */
  usd: string;
  /** US dollars in one run, all its steps together, until people allow it more; without it there is no such limit. */
  runUsd?: string;
  /** Malformed tool calls in one step before it counts as exhausted. */
  malformed: number;
  /** Tool calls in one step, whatever becomes of them and whichever tool they name; more are denied. */
  calls: number;
  /** Of these, calls of tools that write. */
  writes: number;
  /** Output tokens of one model call. */
  maxTokens: number;
}

/** A question put to people, as an agent may tell of it. */
export interface Asked {
  gate: GateKind;
  /** '' where it is about no call. */
  tool: string;
  /** Of the call, with true values; null where there is none. */
  args: Json;
  details: Json;
}

/** What happens when it is approved or answered, in plain words, and how much money it is about. */
export interface Told {
  does?: string;
  worth?: { amount: string; currency: string };
}

/** What a run is about, as its input tells it. */
export interface About {
  /** The same for the same thing: by it runs are put to one side of a comparison. Only a digest is kept. */
  subject: string;
  /** By which guidance may be chosen; only digests are kept. */
  facts: Readonly<Record<string, string>>;
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
  /** By outcome, the fields by which two conclusions come to the same; all of them where it is not given. */
  decisive?: Readonly<Record<string, readonly string[]>>;
  /** What the agent is given as it begins a step, by step: says which of it is personal. */
  briefs?: Readonly<Record<string, z.ZodType>>;
  /** How long runs have to be kept; without any rule, they may be erased once they have ended. */
  retention: Retention;
  /** Roles that its runs put questions to: whoever vouches for people may give them these, and the gateway's own. */
  roles?: readonly string[];
  /** What can be wrong with what it does, for those who flag it; the usual ones where it is not given. */
  categories?: readonly string[];
  /** How many runs a month it is meant for: readiness projects what they cost. */
  monthlyRuns?: number;
  /** Environments (SEAWORTHY_ENVIRONMENT of the worker) in which its runs begin only by an admission: `seaworthy admit`. */
  production?: readonly string[];
  /** Whose it is to look at what people flag: a role. */
  flagsGoTo?: string;
  /** What a run is about, in a word that begins its workflow id: never anything of an input. */
  subject: string;
  /** How people call a run with this input: lower case, digits, dashes. */
  nameRun(input: unknown, document: (id: string) => Promise<Uint8Array>): Promise<string>;
  /** Undefined where nothing can be told. */
  aboutRun?(input: unknown, document: (id: string) => Promise<Uint8Array>): Promise<About | undefined>;
  /** What starts a run. */
  input: z.ZodType;
  /** For whoever decides. */
  tellQuestion?(asked: Asked): Told;
}

export function defineAgent<Tools extends Record<string, AnyTool>, Outcomes extends Record<string, z.ZodType>>(
  agent: Agent<Tools, Outcomes> & { retention: Retention<keyof Tools & string> },
): Agent<Tools, Outcomes> {
  return agent;
}
