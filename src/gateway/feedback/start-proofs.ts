import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { listUnproved } from '../../ledger/proofs';
import type { GatewayDeps } from '../deps';

const START_WITHIN_MS = 5_000;

/** Starts a workflow for each proof that is not done: its id is the proof's, so that several gateways start one, and one that ended is started anew. */
export async function startProofs({
  ledger,
  temporal,
  mainQueue,
}: Pick<GatewayDeps, 'ledger' | 'temporal' | 'mainQueue'>): Promise<void> {
  for (const proof of await listUnproved(ledger))
    await temporal
      .withDeadline(Date.now() + START_WITHIN_MS, () =>
        temporal.workflow.start('proveCandidate', {
          workflowId: proof,
          taskQueue: mainQueue,
          args: [{ proof }],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          staticSummary: 'Proof',
        }),
      )
      .catch((error: unknown) => {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      });
}
