import { isCancellation, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { IntakeActivities } from '../contracts/activities';
import { intakeQueue } from './engine/queues';

/** One look into a source: takes what is there, one after the other. A Schedule starts it again and again, never two beside each other. */
export async function takeIn({ source }: { source: 'mailbox' | 'folder' }): Promise<{ taken: number }> {
  const { lookForDocuments, takeDocuments } = proxyActivities<IntakeActivities>({
    taskQueue: intakeQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '2 minutes',
    heartbeatTimeout: '10s',
    scheduleToCloseTimeout: '5 minutes', // the next look tries again
    retry: { initialInterval: '1s', maximumInterval: '1 minute' },
    summary: `intake · ${source}`,
  });
  const items = await lookForDocuments({ source });
  let taken = 0;
  for (const item of items) {
    try {
      await takeDocuments({ source, item });
      taken += 1;
    } catch (error) {
      if (isCancellation(error)) throw error; // else it stays where it is, and those behind it do not wait for it
    }
  }
  return { taken };
}
