import type { EngineActivities } from '../contracts/activities';
import { claimSubject } from '../ledger/subjects';
import { Attempt } from './attempt';
import type { Deps } from './deps';
import { guarded } from './guarded';

/** Makes the run the owner of what it is about, or tells it whose that is. */
export function createClaimSubject({ ledger }: Deps): EngineActivities['claimSubject'] {
  return guarded(async ({ position, workflow, tenant, key, facts }) => {
    await new Attempt(ledger, position).begin();
    return claimSubject(ledger, { workflow, tenant, key, run: position.run, facts: facts as Record<string, string> });
  });
}
