import type { Client } from '@temporalio/client';
import { lookSignal } from '../contracts/messages';

const START_WITHIN_MS = 5_000;

/** Starts the workflow that sends batches for a queue's runs, or tells the one there is that it should look. */
export async function startBatches(temporal: Client, mainQueue: string): Promise<void> {
  await temporal.withDeadline(Date.now() + START_WITHIN_MS, () =>
    temporal.workflow.signalWithStart('submitBatches', {
      workflowId: `batches-${mainQueue}`,
      taskQueue: mainQueue,
      args: [],
      signal: lookSignal,
      staticSummary: 'Batches of model calls',
    }),
  );
}
