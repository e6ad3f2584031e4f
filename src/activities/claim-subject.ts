import type { EngineActivities } from '../contracts/activities';
import { faultPoint } from '../fault-point';
import { claimSubject } from '../ledger/subjects';
import { acrossRuns } from './across-runs';
import type { Deps } from './deps';
import { guarded } from './guarded';

/** Makes the run the owner of what it is about, or tells it whose that is. */
export function createClaimSubject({ ledger, vaults }: Deps): EngineActivities['claimSubject'] {
  return guarded(ledger, async ({ position, workflow, tenant, key, facts }, attempt) => {
    await attempt.begin();
    const vault = await vaults.of(position.run);
    const owner = await claimSubject(ledger, {
      workflow,
      tenant,
      key: acrossRuns(vault, key),
      run: position.run,
      facts: Object.fromEntries(
        Object.entries(facts as Record<string, string>).map(([name, fact]) => [name, acrossRuns(vault, fact)]),
      ),
    });
    faultPoint('subject.claimed');
    return owner;
  });
}
