import type { AddressInfo } from 'node:net';
import type { Client } from '@temporalio/client';
import { agents as ourAgents } from '../agents';
import type { Agent } from '../agents/define-agent';
import type { KeyRing } from '../integrations/keys/key-ring';
import type { CheckpointStore } from '../ledger/checkpoint-store';
import type { Ledger } from '../ledger/ledger';
import { runCheckpoints } from './checkpoints';
import { createGateway } from './create-gateway';
import { requireLoopback } from './loopback';
import { runOutbox } from './outbox';
import { localRoles } from './people';
import type { Roles } from './people';
import { wakeHalted } from './wake-halted';

export interface GatewayOptions {
  ledger: Ledger;
  temporal: Client;
  /** Signs decisions. */
  keys: KeyRing;
  /** Only this machine's own names, as long as its people are local. */
  host?: string;
  /** 0, the default, is any free one. */
  port?: number;
  /** Temporal UI, for links. */
  uiUrl?: string;
  /** The queue of workflows. */
  mainQueue?: string;
  /** Other agents than the project's own. */
  agents?: Readonly<Record<string, Agent>>;
  /** Other roles of the local people than the project's own. */
  roles?: Roles;
  /** Where checkpoints of the ledger go; none are written without. */
  checkpoints?: { store: CheckpointStore; keys: KeyRing };
}

export interface RunningGateway {
  url: string;
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
    host = '127.0.0.1',
    port = 0,
    uiUrl,
    mainQueue = 'seaworthy',
    agents = ourAgents,
    roles = localRoles,
    checkpoints,
  } = options;
  requireLoopback(host);
  const closing = new AbortController();
  const deps = {
    ledger,
    temporal,
    keys,
    roles,
    agents,
    mainQueue,
    closing: closing.signal,
    ...(uiUrl ? { uiUrl } : {}),
  };
  const app = await createGateway(deps);
  await app.listen({ host, port });
  const log = (error: unknown): void => app.log.error(error);
  const warn = (error: unknown): void => app.log.warn(error);
  const work = [runOutbox(deps, warn), wakeHalted(deps, warn), checkpoints && runCheckpoints(deps, checkpoints, log)];
  const { address, family, port: bound } = app.server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`,
    close: async () => {
      closing.abort();
      await Promise.all([app.close(), ...work]);
    },
  };
}
