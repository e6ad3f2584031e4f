import { Context } from '@temporalio/activity';
import type { WatchActivities } from '../../contracts/activities';
import { SystemError } from '../../integrations/system-error';
import { within } from '../../integrations/within';
import { halfOpenBreaker } from '../../ledger/breakers';
import { classified } from '../classified';
import type { WatchDeps } from './create-watch-activities';

const MODEL_WITHIN_MS = 10_000;

/** Asks a system whether it answers; then runs may be released. One that declares no probe is tried by the first runs that are. */
export function createProbe(deps: WatchDeps): WatchActivities['probe'] {
  return classified(async ({ system: key }) => {
    const { cancellationSignal } = Context.current();
    try {
      const { system } = deps.systems.get(key) ?? {};
      if (!system)
        await within(MODEL_WITHIN_MS, cancellationSignal, (signal) => deps.model.probe(deps.modelName, { signal }));
      else await system.probe?.(deps.clientOf(system));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      if (error.class !== 'rejected') return { answers: false, retryAfterMs: error.retryAfterMs ?? 0 };
    }
    await halfOpenBreaker(deps.ledger, key);
    return { answers: true, retryAfterMs: 0 };
  });
}
