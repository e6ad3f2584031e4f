import type { WorkflowService } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

const { TASK_QUEUE_TYPE_ACTIVITY, TASK_QUEUE_TYPE_WORKFLOW } = temporal.api.enums.v1.TaskQueueType;

/** How many have polled a task queue within the last minutes, as the server remembers them: for activities, and with `workflows` for those too. */
export async function pollersOf(
  service: WorkflowService,
  { namespace, queue, workflows }: { namespace: string; queue: string; workflows: boolean },
): Promise<number> {
  const count = async (taskQueueType: temporal.api.enums.v1.TaskQueueType): Promise<number> => {
    const { pollers } = await service.describeTaskQueue({ namespace, taskQueue: { name: queue }, taskQueueType });
    return pollers?.length ?? 0;
  };
  const activities = await count(TASK_QUEUE_TYPE_ACTIVITY);
  return workflows ? Math.min(activities, await count(TASK_QUEUE_TYPE_WORKFLOW)) : activities;
}
