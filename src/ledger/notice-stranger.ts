import type { Ledger } from './ledger';
import { operate } from './operations';

/** Records, once, that there is a workflow in Temporal that the ledger does not know. */
export function noticeStranger(
  ledger: Ledger,
  stranger: { temporalRun: string; workflowId: string; type: string },
): Promise<void> {
  const source = `stranger:${stranger.temporalRun}`;
  return operate(ledger, () =>
    Promise.resolve({ result: undefined, entry: { source, kind: 'stranger-found', step: null, header: stranger } }),
  );
}
