import type { Client } from '@temporalio/client';

/** By Temporal's word, which is what its client has told it: proves nothing. */
export interface Doer {
  identity: string;
  reason?: string;
}

interface Execution {
  workflowId: string;
  runId: string;
}

const LAST_EVENTS = 100;

/** Who terminated it or asked it to end; undefined where nobody did, or it is too long ago. */
export async function whoEnded(temporal: Client, execution: Execution): Promise<Doer | undefined> {
  const { namespace } = temporal.options;
  const { history } = await temporal.workflowService.getWorkflowExecutionHistoryReverse({
    namespace,
    execution,
    maximumPageSize: LAST_EVENTS,
  });
  for (const event of history?.events ?? []) {
    const terminated = event.workflowExecutionTerminatedEventAttributes;
    if (terminated) return doer(terminated.identity, terminated.reason);
    const asked = event.workflowExecutionCancelRequestedEventAttributes;
    if (asked) return doer(asked.identity, asked.cause);
  }
  return undefined;
}

export async function whoStarted(temporal: Client, execution: Execution): Promise<Doer | undefined> {
  const { namespace } = temporal.options;
  const { history } = await temporal.workflowService.getWorkflowExecutionHistory({
    namespace,
    execution,
    maximumPageSize: 1,
  });
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  return started ? doer(started.identity) : undefined;
}

export function doer(identity: string | null | undefined, reason?: string | null): Doer {
  return { identity: identity ?? '', ...(reason ? { reason } : {}) };
}
