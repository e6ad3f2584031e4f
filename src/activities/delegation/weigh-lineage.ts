import type { Parent } from '../../contracts/entry';
import type { RunId } from '../../contracts/ids';
import type { Ledger } from '../../ledger/ledger';
import { readDelegation } from '../../ledger/lineage';

/** Why a run is not the child that it says it is; undefined where the ledger says so too. Anybody may start a workflow with any input. */
export async function weighLineage(
  ledger: Ledger,
  { parent, run, agent, tenant }: { parent: Parent; run: RunId; agent: string; tenant: string },
): Promise<string | undefined> {
  const delegation = await readDelegation(ledger, { ...parent, child: run });
  if (delegation?.to !== agent || delegation.tenant !== tenant)
    return `Run ${parent.run} has not handed this work over. Nothing was done.`;
  return delegation.open ? undefined : `Run ${parent.run}, which handed this work over, has ended. Nothing was done.`;
}
