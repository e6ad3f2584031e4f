import { ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Client, ScheduleOptions } from '@temporalio/client';
import type { IntakeSource } from '../../contracts/intake';

/** Has Temporal look into a source again and again, one look at a time. Safe to repeat, with another interval too. */
export async function scheduleIntake(
  client: Client,
  { source, everyMs, taskQueue }: { source: IntakeSource; everyMs: number; taskQueue: string },
): Promise<void> {
  const schedule: ScheduleOptions = {
    scheduleId: `intake-${source}`,
    spec: { intervals: [{ every: everyMs }] },
    action: {
      type: 'startWorkflow',
      workflowType: 'takeIn',
      workflowId: `intake-${source}`,
      taskQueue,
      args: [{ source }],
      staticSummary: `Intake from the ${source}`,
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
  };
  try {
    await client.schedule.create(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, action, policies } = schedule;
    await client.schedule
      .getHandle(schedule.scheduleId)
      .update(({ state }) => ({ spec, action, policies, state }) as never);
  }
}
