import type { EngineActivities } from '../contracts/activities';
import type { Json } from '../contracts/json';
import { faultPoint } from '../fault-point';
import { digestOf } from '../ledger/digest-of';
import { claimSubject } from '../ledger/subjects';
import type { Vault } from '../masking/vault';
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

/** Tokens mean nothing to another run, and true values are not written in the clear: their digest is the same for all. */
function acrossRuns<T extends Json>(vault: Vault, value: T): T | string {
  const { value: restored } = vault.restore(value);
  return JSON.stringify(restored) === JSON.stringify(value) ? value : digestOf(restored);
}
