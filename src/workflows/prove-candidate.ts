import { proxyActivities } from '@temporalio/workflow';
import type { ProvingActivities } from '../contracts/activities';

/** Holds a candidate against what is in force, for as long as halts, budgets and the model take. What was replayed is not replayed again. */
export async function proveCandidate({ proof }: { proof: string }): Promise<void> {
  const { prove } = proxyActivities<ProvingActivities>({
    startToCloseTimeout: '6 hours',
    heartbeatTimeout: '30s',
    retry: { initialInterval: '5s', maximumInterval: '5 minutes' },
    summary: `prove · ${proof}`,
  });
  await prove({ proof });
}
