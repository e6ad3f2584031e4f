import type { EngineActivities } from '../contracts/activities';
import { faultPoint } from '../fault-point';
import type { Deps } from './deps';
import { guarded } from './guarded';

/** Records facts where no other activity follows soon that they could ride along with. */
export function createRecord({ ledger, watch }: Deps): EngineActivities['record'] {
  return guarded(ledger, async ({ position }, attempt) => {
    await attempt.begin();
    faultPoint('record.recorded');
    for (const { kind, header } of position.facts) if (kind === 'parked' && header.system) watch(header.system);
    return { type: 'recorded' as const };
  });
}
