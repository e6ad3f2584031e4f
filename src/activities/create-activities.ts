import type { EngineActivities } from '../contracts/activities';
import { createAct } from './act/act';
import { createAdopt } from './adopt';
import { createBegin } from './begin';
import { createClaimSubject } from './claim-subject';
import { createDelegate } from './delegation/delegate';
import type { Deps } from './deps';
import { createRaiseBudget } from './raise-budget';
import { createReason } from './reason/reason';
import { createRecord } from './record';
import { createTakeDecision } from './take-decision';
import { createWorkingTime } from './working-time';

/** The activities of the engine, made from what they depend on. */
export function createActivities(deps: Deps): EngineActivities {
  return {
    begin: createBegin(deps),
    adopt: createAdopt(deps),
    record: createRecord(deps),
    reason: createReason(deps),
    act: createAct(deps),
    delegate: createDelegate(deps),
    claimSubject: createClaimSubject(deps),
    takeDecision: createTakeDecision(deps),
    raiseBudget: createRaiseBudget(deps),
    workingTime: createWorkingTime(deps),
  };
}
