import type { EngineActivities } from '../contracts/activities';
import { adoptRun } from '../ledger/adopt-run';
import { Attempt } from './attempt';
import { classified } from './classified';
import type { Deps } from './deps';

/** After a reset: makes this Temporal run the one that may write, with sources and approvals of its own. What the first try did stays. */
export function createAdopt({ ledger }: Deps): EngineActivities['adopt'] {
  return classified(async ({ position }) => {
    const attempt = new Attempt(ledger, position);
    const incarnation = await adoptRun(ledger, position.run, attempt.fence);
    const { seq, head } = await attempt.begin();
    return { incarnation, head: { seq, seal: head } };
  });
}
