import { log } from '@temporalio/activity';
import type { NotifyActivities } from '../contracts/activities';

/** Tells people that something waits for them. For now the worker's log; mail and webhooks are the desk's. */
export function createNotify(): NotifyActivities['notify'] {
  return async ({ run, approval, event }) => {
    log.info(`approval ${event}`, { run, approval });
  };
}
