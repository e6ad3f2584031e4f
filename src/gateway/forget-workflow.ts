import type { Client } from '@temporalio/client';
import { grpcCode } from './grpc-code';
import { quoted } from './quoted';

const WITHIN_MS = 10_000;
/** gRPC. */
const [NOT_FOUND, PERMISSION_DENIED, UNIMPLEMENTED] = [5, 7, 12];

/**
 * Has Temporal delete what it holds of a workflow: every execution of it, histories included; within seconds of the answer. `refused`: it would not
 * let us, and forgets it when the namespace's retention is over. @throws what gRPC throws while Temporal does not answer
 */
export async function forgetWorkflow(temporal: Client, workflowId: string): Promise<'deleted' | 'refused'> {
  const { namespace } = temporal.options;
  const remove = (runId: string): Promise<unknown> =>
    temporal.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId, runId } });
  try {
    return await temporal.withDeadline(Date.now() + WITHIN_MS, async () => {
      // The newest may not be listed yet; one that went on in another is no longer found by its id alone.
      const query = `WorkflowId = ${quoted(workflowId)}`;
      const runs = new Set<string>();
      for await (const { runId } of temporal.workflow.list({ query })) runs.add(runId);
      for (const runId of ['', ...runs]) await remove(runId).catch(unless(NOT_FOUND));
      return 'deleted' as const;
    });
  } catch (error) {
    unless(PERMISSION_DENIED, UNIMPLEMENTED)(error);
    return 'refused';
  }
}

/** Passes on every error but these. */
function unless(...codes: readonly (number | undefined)[]): (error: unknown) => void {
  return (error) => {
    const code = grpcCode(error);
    if (code === undefined || !codes.includes(code)) throw error;
  };
}
