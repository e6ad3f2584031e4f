import { Context } from '@temporalio/activity';
import type { EngineActivities } from '../contracts/activities';
import { adoptRun } from '../ledger/adopt-run';
import { Attempt } from './attempt';
import type { Deps } from './deps';
import { toFailure } from './to-failure';

/** After a reset: makes this Temporal run the one that may write, with sources and approvals of its own. What the first try did stays. */
export function createAdopt({ ledger }: Deps): EngineActivities['adopt'] {
  return async ({ position }) => {
    const { info } = Context.current();
    try {
      const { incarnation, from } = await adoptRun(ledger, position.run, info.workflowExecution?.runId ?? '');
      const attempt = new Attempt(ledger, position);
      await attempt.append([{ source: 'reset', kind: 'run-reset', step: null, header: { from } }]);
      await attempt.begin();
      return { incarnation };
    } catch (error) {
      throw toFailure(error, info.attempt);
    }
  };
}
