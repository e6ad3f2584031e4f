import { proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { WebhookActivities } from '../contracts/activities';
import { notifyQueue } from './engine/queues';

/**
 * Delivers one message, however long its receiver is away: a try, and one more after each delay, or later where the receiver asks for that.
 * What was tried last and failed is put on the list of the dead. The message itself, its address and its key are the activity's business.
 */
export async function deliverWebhook({
  delivery,
  delaysMs,
}: {
  delivery: string;
  delaysMs: readonly number[];
}): Promise<void> {
  const { deliver, giveUp } = proxyActivities<WebhookActivities>({
    taskQueue: notifyQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '30s',
    retry: { initialInterval: '1s', maximumInterval: '1 minute' },
    summary: 'webhook',
  });
  for (const delay of [...delaysMs, undefined]) {
    const tried = await deliver({ delivery });
    if (tried.type === 'over') return;
    if (delay === undefined) break;
    const jitter = 1 + Math.random() / 10; // many receivers come back at once
    await sleep(Math.max(delay * jitter, Math.min(tried.retryAfterMs ?? 0, MOST_MS)), {
      summary: 'webhook · back-off',
    });
  }
  await giveUp({ delivery });
}

/** No receiver puts off a message for longer. */
const MOST_MS = 24 * 3_600_000;
