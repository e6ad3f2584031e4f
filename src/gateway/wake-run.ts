import type { ApprovalId } from '../contracts/ids';
import { decidedSignal, decideUpdate } from '../contracts/messages';
import { readApproval } from '../ledger/list-approvals';
import type { GatewayDeps } from './deps';

/** How long a caller is kept before it is told that the decision is accepted. */
const ANSWER_WITHIN_MS = 3_000;

interface Decided {
  approval: ApprovalId;
  workflowId: string;
}

/** Tells the run that there is a decision for it in the ledger. @throws what Temporal's client throws */
export async function signalRun({ temporal }: GatewayDeps, { approval, workflowId }: Decided): Promise<void> {
  await temporal.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
    temporal.workflow.getHandle(workflowId).signal(decidedSignal, { approval }),
  );
}

/**
 * The same, waiting until the run has taken the decision up. Whatever goes wrong, the decision is in the ledger and the outbox tells the run
 * again: then it is `accepted`.
 */
export async function updateRun(deps: GatewayDeps, { approval, workflowId }: Decided): Promise<'taken' | 'accepted'> {
  const { temporal } = deps;
  try {
    await temporal.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
      temporal.workflow.getHandle(workflowId).executeUpdate(decideUpdate, { args: [{ approval }], updateId: approval }),
    );
    return 'taken';
  } catch {
    // The run may have taken it up without us: ended by now, or told by the outbox of another gateway.
    const now = await readApproval(deps.ledger, approval);
    return now?.status === 'taken' ? 'taken' : 'accepted';
  }
}
