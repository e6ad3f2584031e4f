import type { WebhookActivities } from '../../contracts/activities';
import { giveUp } from '../../ledger/deliveries';
import { classified } from '../classified';
import type { WebhookDeps } from './create-webhook-activities';

/** Puts a delivery on the list of the dead. */
export function createGiveUp({ ledger }: WebhookDeps): WebhookActivities['giveUp'] {
  return classified(({ delivery }) => giveUp(ledger, delivery));
}
