/** What a write or model call of a run falls under, beside `all` and the run's tenant: `<kind>:<name>`, such as `tool:postInvoice`. */
export type HaltScopes = readonly string[];

/** The halt that something fell under, as the database function halted() gives it. */
export interface Halt {
  halt: number;
  /** What is halted, and why. */
  why: string;
}

/** Thrown where a halt keeps a write from being claimed or sent, and what a running model call is broken off with. */
export class HaltFound extends Error {
  constructor(readonly halt: Halt) {
    super(`Halted: ${halt.why}`);
    this.name = 'HaltFound';
  }
}
