import type { WebhookActivities } from '../../contracts/activities';
import type { KeyManagement } from '../../integrations/keys/key-management';
import type { Ledger } from '../../ledger/ledger';
import { createDeliver } from './deliver';
import { createGiveUp } from './give-up';

export interface WebhookDeps {
  ledger: Ledger;
  /** Opens the keys of webhooks; asked for when it is needed. */
  masterKeys: () => Promise<KeyManagement>;
  /** Hosts of receivers that may be private, or without TLS. */
  allowedHosts: readonly string[];
}

export function createWebhookActivities(deps: WebhookDeps): WebhookActivities {
  return { deliver: createDeliver(deps), giveUp: createGiveUp(deps) };
}
