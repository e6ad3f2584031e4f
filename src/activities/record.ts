import type { EngineActivities } from '../contracts/activities';
import { Attempt } from './attempt';
import type { Deps } from './deps';
import { guarded } from './guarded';

/** Records facts where no other activity follows soon that they could ride along with. */
export function createRecord({ ledger }: Deps): EngineActivities['record'] {
  return guarded(async ({ position }) => {
    await new Attempt(ledger, position).begin();
    return { type: 'recorded' as const };
  });
}
