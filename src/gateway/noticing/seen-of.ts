import type { Client, WorkflowExecutionDescription, WorkflowExecutionStatusName } from '@temporalio/client';
import type { Notice } from '../../contracts/entry';
import type { Seen } from '../../ledger/notice-run';
import { isOpen } from './last-execution';
import { doer, whoEnded } from './who-did-it';

/** What a run that the ledger holds as open has come to. One that completes has told the ledger before; none of ours continues as new. */
const closings: Partial<Record<WorkflowExecutionStatusName, Notice>> = {
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed-out',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  COMPLETED: 'behind',
};

/** What there is to notice of a run that the ledger holds as open. `temporalRun` is what the ledger has. */
export async function seenOf(
  temporal: Client,
  temporalRun: string,
  execution: WorkflowExecutionDescription | undefined,
): Promise<Seen[]> {
  if (!execution) return [{ what: 'deleted', temporalRun, body: null }];
  if (isOpen(execution)) return pausesOf(execution);
  const what = closings[execution.status.name];
  if (!what) return [];
  const by = await whoEnded(temporal, execution);
  return [{ what, temporalRun: execution.runId, body: by ? { ...by } : null }];
}

/** Each pause is one of its own: of the workflow, or of one of its activities. */
function pausesOf({ runId: temporalRun, raw }: WorkflowExecutionDescription): Seen[] {
  const pauses: Seen[] = [];
  const workflow = raw.workflowExtendedInfo?.pauseInfo;
  if (workflow)
    pauses.push({
      what: 'paused',
      temporalRun,
      key: `workflow@${momentOf(workflow.pausedTime)}`,
      body: { ...doer(workflow.identity, workflow.reason) },
    });
  for (const { paused, activityId, activityType, pauseInfo } of raw.pendingActivities ?? []) {
    if (!paused) continue;
    const by = pauseInfo?.manual ?? pauseInfo?.rule;
    pauses.push({
      what: 'paused',
      temporalRun,
      key: `${activityId}@${momentOf(pauseInfo?.pauseTime)}`,
      body: { ...doer(by?.identity, by?.reason), activity: activityType?.name ?? '' },
    });
  }
  return pauses;
}

function momentOf(time: { seconds?: { toString(): string } | null; nanos?: number | null } | null | undefined): string {
  return `${time?.seconds?.toString() ?? '0'}.${time?.nanos ?? 0}`;
}
