import { Context } from '@temporalio/activity';
import type { ProvingActivities } from '../../contracts/activities';
import { classified } from '../classified';
import { prove } from './prove';
import type { ProveDeps } from './prove';

/** Proofs are of no run: nothing fences them, and what an attempt has replayed the next one finds. */
export function createProvingActivities(deps: ProveDeps): ProvingActivities {
  return {
    prove: classified(async ({ proof }) => {
      const context = Context.current();
      let doing = '';
      const timer = setInterval(() => context.heartbeat(doing), 5_000);
      try {
        await prove(deps, proof, { signal: context.cancellationSignal, say: (progress) => (doing = progress) });
      } finally {
        clearInterval(timer);
      }
    }),
  };
}
