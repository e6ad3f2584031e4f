import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

/**
 * How many activities of a queue Temporal starts a second, in place of what its workers say, those that start later included; null lets workers
 * say it again.
 */
export async function setQueueRate(client: Client, taskQueue: string, rps: number | null, why: string): Promise<void> {
  await client.workflowService.updateTaskQueueConfig({
    namespace: client.options.namespace,
    identity: 'seaworthy',
    taskQueue,
    taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
    updateQueueRateLimit: { rateLimit: rps === null ? null : { requestsPerSecond: rps }, reason: why.slice(0, 200) },
  });
}
