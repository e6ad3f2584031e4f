import { setTimeout as wait } from 'node:timers/promises';
import type { GatewayDeps } from '../deps';
import { flagDecisions } from './flag-decisions';
import { judgeRollouts } from './judge-rollouts';
import { startProofs } from './start-proofs';

export interface FeedbackOptions {
  everyMs?: number;
}

/** Makes flags of denials and edits, has proofs made, and ends canaries by their rule. Several gateways may do so at once. Settles once `deps.closing` is aborted. */
export async function runFeedback(
  deps: Pick<GatewayDeps, 'ledger' | 'temporal' | 'agents' | 'mainQueue' | 'closing'>,
  { everyMs = 2_000 }: FeedbackOptions,
  log: (error: unknown) => void,
): Promise<void> {
  const { closing } = deps;
  const parts = [() => flagDecisions(deps.ledger), () => startProofs(deps), () => judgeRollouts(deps)];
  while (!closing.aborted) {
    for (const part of parts) if (!closing.aborted) await part().catch(log); // ledger and Temporal may be back the next time
    await wait(everyMs, undefined, { signal: closing }).catch(() => undefined);
  }
}
