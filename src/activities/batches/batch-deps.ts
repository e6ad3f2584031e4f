import type { BatchApi } from '../../integrations/anthropic/batches';
import type { Ledger } from '../../ledger/ledger';

export interface BatchDeps {
  ledger: Ledger;
  api: BatchApi;
  /** Of the workers whose runs' calls are sent. */
  mainQueue: string;
  /** Wakes a run. */
  unpark(workflowId: string): Promise<void>;
  /** How long a call waits for others to go with. */
  gatherMs: number;
  /** How often it is asked at first whether a batch has ended. */
  pollMs: number;
}
