import type { Client } from '@temporalio/client';
import type { Agent } from '../agents/define-agent';
import type { KeyRing } from '../integrations/keys/key-ring';
import type { Ledger } from '../ledger/ledger';
import type { Roles } from './people';

/** What the gateway's routes depend on; startGateway puts it together. */
export interface GatewayDeps {
  ledger: Ledger;
  temporal: Client;
  /** Signs decisions. */
  keys: KeyRing;
  roles: Roles;
  agents: Readonly<Record<string, Agent>>;
  mainQueue: string;
  /** Temporal UI, for links. */
  uiUrl?: string;
  /** Aborted when the gateway closes: nobody waits any longer. */
  closing: AbortSignal;
}
