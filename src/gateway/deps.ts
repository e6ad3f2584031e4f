import type { Client } from '@temporalio/client';
import type { Agent } from '../agents/define-agent';
import type { MapData } from '../contracts/map';
import type { KeyManagement } from '../integrations/keys/key-management';
import type { KeyRing } from '../integrations/keys/key-ring';
import type { CheckpointStore } from '../ledger/checkpoint-store';
import type { Ledger } from '../ledger/ledger';
import type { People } from './identity/people';
import type { Site } from './identity/site';
import type { Vaults } from '../masking/vaults';

export interface WebhookOptions {
  /** Keep the keys that messages are signed with. */
  masterKeys: KeyManagement;
  /** Hosts of receivers that may be private, or without TLS; the worker that delivers has to be told the same. */
  allowedHosts: readonly string[];
  /** How long to wait after each try that failed. By default what the Standard Webhooks scheme proposes, over three days. */
  delaysMs?: readonly number[];
}

/** What the gateway's routes depend on; startGateway puts it together. */
export interface GatewayDeps {
  ledger: Ledger;
  temporal: Client;
  /** Signs decisions and sessions. */
  keys: KeyRing;
  people: People;
  site: Site;
  trustProxy?: readonly string[];
  agents: Readonly<Record<string, Agent>>;
  /** Maps by the name of their agent. */
  maps: Readonly<Record<string, MapData>>;
  mainQueue: string;
  /** People are shown true values. */
  vaults: Vaults;
  /** Temporal UI, for links. */
  uiUrl?: string;
  /** The folder of the desk's pages, where they are served. */
  desk?: string;
  /** What covers the ledger, where this gateway knows. */
  checkpoints?: { store: CheckpointStore; keys: KeyRing };
  /** Webhooks, where they can be sealed. */
  webhooks?: WebhookOptions;
  /** Aborted when the gateway closes: nobody waits any longer. */
  closing: AbortSignal;
}
