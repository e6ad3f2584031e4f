import type { EngineActivities } from '../contracts/activities';
import { digestOf } from '../ledger/digest-of';
import { readDecision } from '../ledger/read-decision';
import type { Deps } from './deps';
import { guarded } from './guarded';

/** Raises a budget by what a person has approved, once: the entry is its own proof that it was done, and the database adds it up. */
export function createRaiseBudget({ ledger, verifier }: Deps): EngineActivities['raiseBudget'] {
  return guarded(ledger, async ({ position: { run }, step, approval, budget, usd }, attempt) => {
    await attempt.begin();
    const expected = { step, tool: '', call: '', digest: digestOf({ budget, usd }) };
    const weighed = await readDecision(ledger, verifier, { run, approval }, { expected });
    if (weighed?.question?.gate !== 'approval' || weighed.closing?.decision !== 'approve')
      return { type: 'refused' as const };
    const header = { approval, budget, usd };
    await attempt.append([{ source: `raised:${approval}`, kind: 'budget-raised', step, header }]);
    return { type: 'raised' as const };
  });
}
