import type { Client } from '@temporalio/client';
import { lookSignal } from '../contracts/messages';
import type { WatchInput } from '../contracts/activities';

const START_WITHIN_MS = 5_000;

/** Starts the watch of a system, or tells the one there is that it should look. By a signal, so that one that is about to end looks once more. */
export async function startWatch(
  temporal: Client,
  { system, queue }: Pick<WatchInput, 'system' | 'queue'>,
  mainQueue: string,
): Promise<void> {
  await temporal.withDeadline(Date.now() + START_WITHIN_MS, () =>
    temporal.workflow.signalWithStart('watchSystem', {
      workflowId: `watch-${system}`,
      taskQueue: mainQueue,
      args: [{ system, queue }],
      signal: lookSignal,
      staticSummary: `Watch ${system}`,
    }),
  );
}
