import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';

/** The execution that a run has come to, over all resets; undefined where Temporal does not know it. */
export async function lastExecution(
  temporal: Client,
  { workflowId, temporalRun }: { workflowId: string; temporalRun: string },
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    for (let runId = temporalRun; ;) {
      const execution = await temporal.workflow.getHandle(workflowId, runId).describe();
      const next = execution.raw.workflowExtendedInfo?.resetRunId;
      if (!next || isOpen(execution)) return execution;
      runId = next;
    }
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

export function isOpen({ status }: Pick<WorkflowExecutionDescription, 'status'>): boolean {
  return status.name === 'RUNNING' || status.name === 'PAUSED';
}
