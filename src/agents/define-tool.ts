import type { z } from 'zod';
import type { ApprovalRule } from '../contracts/activities';
import type { GivenInput } from '../integrations/mcp/input-required';
import type { System } from './define-system';

/** What a run has established about itself; approval rules may look at it. */
export type RunFacts = Readonly<Record<string, unknown>>;

/** What one call of a tool is given beside its arguments. */
export interface ToolCall {
  signal: AbortSignal;
  timeoutMs: number;
  /** To be called right before the bytes of a state-changing request leave; throws when the call may no longer send. */
  beforeSend: () => void;
  /** For a write of several requests, or one that has to look things up first: asks for leave to send anew, as it lapses within seconds. Of writes alone. */
  renew?: () => Promise<void>;
  /** The same for every attempt of one write: idempotency key, message id, or the reference a draft is found by. */
  reference: string;
  /** What the run has established: whom to write to is taken from here, never from the model's arguments. Empty for reads. */
  facts: RunFacts;
  /** What a person gave, where the system asked for it when it was called before. */
  input?: GivenInput | undefined;
}

/**
 * How much may be done without a person, added up over all runs of a tenant, so that doing it in parts gains nothing. Amounts are decimal
 * text and not negative.
 */
export interface WriteLimit {
  /** What is added up: the amounts for the same subject. */
  subject: string;
  amount: string;
  /** The window, such as `24 hours`. */
  within: string;
  ceiling: string;
  /** What people approved uses it up as well; else nothing that they have seen does. */
  approvedToo?: boolean;
  /** Who has to approve what would pass the ceiling. */
  over: ApprovalRule;
}

interface ToolBase<Client, I extends z.ZodType, O extends z.ZodType> {
  system: System<Client>;
  permission: string;
  /** What the model is told. */
  description: string;
  input: I;
  output: O;
  /** Characters of a result that the model is shown, 4,000 where it is not given; it reads the rest with `recall`, and pays for it only then. */
  shows?: number;
  /** Whether it is about what the run is about, by what the run has established; what is not, is denied. Without it everything is. */
  about?(args: z.output<I>, facts: RunFacts): boolean;
}

export interface ReadTool<Client, I extends z.ZodType, O extends z.ZodType> extends ToolBase<Client, I, O> {
  effect: 'read';
  run(args: z.output<I>, client: Client, call: ToolCall): Promise<z.input<O>>;
}

interface WriteBase<Client, I extends z.ZodType, O extends z.ZodType> extends ToolBase<Client, I, O> {
  effect: 'write';
  /** What makes two calls the same business act: one claim per run and key. Kept in the clear: nothing personal, and no free text but as a digest. */
  key(args: z.output<I>): string;
  approval?(args: z.output<I>, facts: RunFacts): ApprovalRule | false;
  /** The one that people should look at first stands first: a write that passes any of them waits for its approval. */
  limits?(args: z.output<I>, facts: RunFacts): readonly WriteLimit[];
  /** The result is a person's answer, waited for durably after the write was made. */
  asks?: { role: string; within: string };
}

/** The system honours our reference: the same request again has no second effect. */
export interface IdempotentWrite<Client, I extends z.ZodType, O extends z.ZodType> extends WriteBase<Client, I, O> {
  write: 'idempotent';
  run(args: z.output<I>, client: Client, call: ToolCall): Promise<z.input<O>>;
}

/** A draft under our reference, then committed by its id: a second draft is never committed, and committing twice is one posting. */
export interface TwoPhaseWrite<Client, I extends z.ZodType, O extends z.ZodType> extends WriteBase<Client, I, O> {
  write: 'two-phase';
  draft(args: z.output<I>, client: Client, call: ToolCall): Promise<{ draft: string }>;
  /** Looks for the draft, or what came of it, by our reference. */
  find(args: z.output<I>, client: Client, call: ToolCall): Promise<{ draft: string; output?: z.input<O> } | null>;
  commit(draft: string, args: z.output<I>, client: Client, call: ToolCall): Promise<z.input<O>>;
}

/** Nobody can tell afterwards whether it happened: without an answer, a person is asked. */
export interface BlindWrite<Client, I extends z.ZodType, O extends z.ZodType> extends WriteBase<Client, I, O> {
  write: 'blind';
  run(args: z.output<I>, client: Client, call: ToolCall): Promise<z.input<O>>;
}

export type WriteTool<Client, I extends z.ZodType, O extends z.ZodType> =
  IdempotentWrite<Client, I, O> | TwoPhaseWrite<Client, I, O> | BlindWrite<Client, I, O>;

export type Tool<Client, I extends z.ZodType, O extends z.ZodType> = ReadTool<Client, I, O> | WriteTool<Client, I, O>;

/** A tool of any system, as the engine holds it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- variance: the engine parses before it calls
export type AnyTool = Tool<any, any, any>;

/** One operation on a system. The compiler asks for what its effect needs. */
export function defineTool<Client, I extends z.ZodType, O extends z.ZodType>(
  tool: ReadTool<Client, I, O>,
): ReadTool<Client, I, O>;
export function defineTool<Client, I extends z.ZodType, O extends z.ZodType>(
  tool: WriteTool<Client, I, O>,
): WriteTool<Client, I, O>;
export function defineTool(tool: AnyTool): AnyTool {
  return tool;
}
