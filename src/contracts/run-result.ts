import type { Parent } from './entry';
import type { Json } from './json';

/** What a run returns: one declared end, never an exception of the engine (law 7). */
export interface RunResult<End extends string = string, Output extends Json = Json> {
  run: string;
  end: End;
  summary: string;
  output: Output;
  /** Steps in the order they were entered. */
  path: string[];
  /** Lesser ways that were taken, in words for the reader of the result. */
  degraded: string[];
}

/** What starts a run of any workflow. */
export interface RunInput<I> {
  run: string;
  tenant: string;
  /** issuer|subject of whoever started the run: cannot approve in it. */
  starter: string;
  stretch?: { turns: number; seconds: number };
  /** Where another run hands over the work. Believed only where the ledger says so. */
  parent?: Parent;
  input: I;
}

/** Ends the run in a declared place. */
export interface Ended<E extends string = string> {
  end: E;
  summary: string;
  output: Json;
}
