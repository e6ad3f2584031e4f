import type { AddressInfo } from 'node:net';
import type { Client } from '@temporalio/client';
import { agents as ourAgents } from '../agents';
import type { Agent } from '../agents/define-agent';
import type { MapData } from '../contracts/map';
import type { KeyRing } from '../integrations/keys/key-ring';
import type { CheckpointStore } from '../ledger/checkpoint-store';
import type { Ledger } from '../ledger/ledger';
import { Vaults } from '../masking/vaults';
import { maps as ourMaps } from '../workflows/maps';
import { runCheckpoints } from './checkpoints';
import { createGateway } from './create-gateway';
import type { WebhookOptions } from './deps';
import { runFeedback } from './feedback/run-feedback';
import type { FeedbackOptions } from './feedback/run-feedback';
import { finishErasures } from './finish-erasures';
import { localPeople, localRolesOf } from './identity/local-people';
import type { People } from './identity/people';
import { requireLoopback } from './identity/site';
import type { Site } from './identity/site';
import type { NoticingOptions } from './noticing/run-noticing';
import { keepWatching } from './keep-watching';
import { runNoticing } from './noticing/run-noticing';
import { runOutbox } from './outbox';
import { observeFleet } from './observe-fleet';
import { readiness } from '../telemetry/readiness';
import type { Readiness } from '../telemetry/readiness';
import { startDeliveries } from './start-deliveries';
import { wakeHalted } from './wake-halted';

export interface GatewayOptions {
  ledger: Ledger;
  temporal: Client;
  /** Signs decisions and sessions. */
  keys: KeyRing;
  /** Who acts; local people if left out. */
  people?: People;
  /** Where others reach it; left out, only this machine does. */
  site?: Site;
  /** Addresses and ranges of reverse proxies, whose word for where a call comes from is taken. */
  trustProxy?: readonly string[];
  /** Only this machine's own names, as long as its people are local. */
  host?: string;
  /** 0, the default, is any free one. */
  port?: number;
  /** Temporal UI, for links. */
  uiUrl?: string;
  /** The folder of the desk's pages; not served without. */
  desk?: string;
  /** The queue of workflows. */
  mainQueue?: string;
  /** Other agents than the project's own. */
  agents?: Readonly<Record<string, Agent>>;
  /** Their maps, by name of the agent. */
  maps?: Readonly<Record<string, MapData>>;
  /** No webhooks without. */
  webhooks?: WebhookOptions;
  /** How often, and how soon, Temporal is held against the ledger; false: never. */
  noticing?: NoticingOptions | false;
  /** How often denials and edits are looked for. */
  feedback?: FeedbackOptions;
  /** Where checkpoints of the ledger go; none are written without. */
  checkpoints?: { store: CheckpointStore; keys: KeyRing };
}

export interface RunningGateway {
  url: string;
  /** Whether ledger and Temporal answer. */
  ready: () => Promise<Readiness>;
  /** Settles once requests, the outbox, the waking of runs and the last checkpoint have ended. Ledger and Temporal client stay open: they are the caller's. */
  close(): Promise<void>;
}

/**
 * Serves the HTTP API, sees to it that decisions, and the end of halts, reach their runs, and covers the ledger by checkpoints.
 * @throws SeaworthyError `Config.Invalid` for an address that is not loopback
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const {
    ledger,
    temporal,
    keys,
    site = { url: undefined },
    trustProxy = [],
    host = '127.0.0.1',
    port = 0,
    uiUrl,
    desk,
    mainQueue = 'seaworthy',
    agents = ourAgents,
    people = localPeople(localRolesOf(agents)),
    maps = ourMaps,
    checkpoints,
    noticing = {},
    feedback = {},
    webhooks,
  } = options;
  if (!people.checked) requireLoopback(host);
  const closing = new AbortController();
  const deps = {
    ledger,
    temporal,
    keys,
    people,
    site,
    trustProxy,
    agents,
    maps,
    vaults: new Vaults(ledger, agents),
    mainQueue,
    closing: closing.signal,
    ...(uiUrl ? { uiUrl } : {}),
    ...(desk ? { desk } : {}),
    ...(webhooks ? { webhooks } : {}),
    ...(checkpoints ? { checkpoints } : {}),
  };
  const app = await createGateway(deps);
  await app.listen({ host, port });
  const log = (error: unknown): void => app.log.error(error);
  const warn = (error: unknown): void => app.log.warn(error);
  const health = { broken: false, checkedAt: performance.now() };
  const stopObserving = observeFleet(deps, checkpoints && health);
  const work = [
    runOutbox(deps, warn),
    wakeHalted(deps, warn),
    keepWatching(deps, {}, warn),
    finishErasures(deps, warn),
    noticing && runNoticing(deps, noticing, log),
    runFeedback(deps, feedback, warn),
    checkpoints && runCheckpoints(deps, { ...checkpoints, health }, log),
    webhooks && startDeliveries(deps, webhooks, warn),
  ];
  const { address, family, port: bound } = app.server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`,
    ready: () => readiness(deps),
    close: async () => {
      stopObserving();
      closing.abort();
      await Promise.all([app.close(), ...work]);
    },
  };
}
