import { setTimeout as wait } from 'node:timers/promises';
import { finishErasure, listUnfinished } from '../ledger/erasures';
import type { GatewayDeps } from './deps';
import { forgetWorkflow } from './forget-workflow';

const EVERY_MS = 60_000;
const AT_ONCE = 100;

export function finish({ ledger, temporal }: GatewayDeps, run: string): Promise<void> {
  return finishErasure(ledger, run, (workflowId) => forgetWorkflow(temporal, workflowId));
}

/** Finishes what was resolved to be erased and whose gateway ended, or did not reach keys or Temporal. Settles once `deps.closing` is aborted. */
export async function finishErasures(deps: GatewayDeps, log: (error: unknown) => void): Promise<void> {
  while (!deps.closing.aborted) {
    for (const run of await listUnfinished(deps.ledger, AT_ONCE).catch((error: unknown) => (log(error), [])))
      if (!deps.closing.aborted) await finish(deps, run).catch(log);
    await wait(EVERY_MS, undefined, { signal: deps.closing }).catch(() => undefined);
  }
}
