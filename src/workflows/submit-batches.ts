import { continueAsNew, proxyActivities, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import type { BatchActivities } from '../contracts/activities';
import { lookSignal } from '../contracts/messages';

/**
 * Sends model calls that can wait, many at once, and takes in what comes back. Holds no list of them: all that it needs is in rows. Ends when
 * nobody waits.
 */
export async function submitBatches(): Promise<void> {
  const options = {
    startToCloseTimeout: '10 minutes',
    retry: { initialInterval: '1s', maximumInterval: '1 minute' },
  } as const;
  const { sendBatches } = proxyActivities<BatchActivities>({ ...options, summary: 'batches · send' });
  const { collectBatches } = proxyActivities<BatchActivities>({ ...options, summary: 'batches · collect' });
  let asked = 0;
  setHandler(lookSignal, () => void asked++);

  for (;;) {
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof submitBatches>();
    const seen = asked; // before it looks: whoever queues meanwhile is seen by another look
    await sendBatches();
    const { againMs } = await collectBatches();
    if (againMs !== null) await sleep(againMs, { summary: 'batches · next look' });
    else if (asked === seen) return;
  }
}
