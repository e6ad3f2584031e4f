import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startGateway } from '../../gateway/start-gateway';
import { openFileKeyRing } from '../../integrations/keys/file-key-ring';
import { checkpointFile } from '../../ledger/checkpoint-file';
import type { Ledger } from '../../ledger/ledger';
import { startWorker } from '../../../worker';
import { GATEWAY_FILE } from '../connect';
import { Closing } from './closing';
import { logToFile } from './log-to-file';
import { portFor } from './port-for';
import type { GivenInvoice } from './read-invoices';
import type { Start } from './start';
import { startDatabase } from './start-database';
import { startSystems } from './start-systems';
import type { Systems } from './start-systems';
import { startTemporal } from './start-temporal';
import type { Temporal } from './start-temporal';

const GATEWAY_PORT = 7400;

export interface Stack {
  ledger: Ledger;
  temporal: Temporal;
  systems: Systems;
  gatewayUrl: string;
  /** Rejects when the worker fails. */
  workerStopped: Promise<void>;
  /** What each part is, for people. */
  parts: [name: string, what: string][];
}

interface Options {
  invoices: readonly GivenInvoice[];
  port?: number | undefined;
  uiPort?: number | undefined;
}

/** Starts whatever the environment does not name, and a worker and a gateway over it. What was started is in `closing`, also when this fails. */
export async function startStack(start: Start, { invoices, port, uiPort }: Options): Promise<Stack> {
  const [database, temporal] = await all([
    startDatabase(beside(start, 'the database')),
    startTemporal(beside(start, 'Temporal'), uiPort),
  ]);
  start.signal.throwIfAborted();
  const systems = await startSystems(start, invoices);
  const keyFile = start.env['SEAWORTHY_KEYS'] ?? join(start.state, 'keys.json');
  const keys = await openFileKeyRing(keyFile);
  const gateway = await startGateway({
    ledger: database.ledger,
    temporal: temporal.client,
    keys,
    port: await portFor({ wanted: port, preferred: GATEWAY_PORT, option: '--port' }),
    checkpoints: {
      store: checkpointFile(start.env['SEAWORTHY_CHECKPOINTS'] ?? join(start.state, 'checkpoints.ndjson')),
      keys,
    },
    ...(temporal.uiUrl ? { uiUrl: temporal.uiUrl } : {}),
  });
  start.closing.add('the gateway', () => gateway.close());
  await writeFile(GATEWAY_FILE, JSON.stringify({ url: gateway.url }));
  start.closing.add('the note of its address', () => rm(GATEWAY_FILE, { force: true }));
  start.signal.throwIfAborted();
  const log = await logToFile(start.state);
  start.closing.add('the log', log.close);
  const worker = await startWorker({
    env: { ...temporal.env, ...systems.env, DATABASE_URL: database.url, SEAWORTHY_KEYS: keyFile },
  });
  start.closing.add('the worker', () => worker.stop());
  return {
    ledger: database.ledger,
    temporal,
    systems,
    gatewayUrl: gateway.url,
    workerStopped: worker.stopped,
    parts: [
      ['Temporal', temporal.what],
      ['database', database.what],
      ['model', systems.what.model],
      ['ERP', systems.what.erp],
      ['mailbox', systems.what.mailbox],
    ],
  };
}

/** For what starts at the same time as others: it ends in its place, whichever of them came first. */
function beside(start: Start, name: string): Start {
  const closing = new Closing();
  start.closing.add(name, () => closing.closeAll(() => undefined));
  return { ...start, closing };
}

/** Waits for both, so that nothing is started after we gave up; then throws the first failure. */
async function all<A, B>(work: [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
