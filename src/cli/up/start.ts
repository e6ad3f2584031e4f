import type { Closing } from './closing';

/** What everything that is started needs. */
export interface Start {
  env: NodeJS.ProcessEnv;
  /** The folder that keeps what outlives a start. */
  state: string;
  closing: Closing;
  /** Says a line that stays. */
  note: (line: string) => void;
  /** Aborted when people want it to stop. */
  signal: AbortSignal;
}
