import type { Client } from '@temporalio/client';
import type { Agent } from '../agents/define-agent';
import type { Ledger } from '../ledger/ledger';

/** What the gateway's routes depend on; startGateway puts it together. */
export interface GatewayDeps {
  ledger: Ledger;
  temporal: Client;
  agents: Readonly<Record<string, Agent>>;
  mainQueue: string;
  /** Temporal UI, for links. */
  uiUrl?: string;
  /** Aborted when the gateway closes: nobody waits any longer. */
  closing: AbortSignal;
}
