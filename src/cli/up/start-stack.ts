import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agents } from '../../agents';
import { dataConverter } from '../../codec/data-converter';
import { SeaworthyError } from '../../contracts/errors';
import { localPeople, localRolesOf } from '../../gateway/identity/local-people';
import { oidcSettings } from '../../gateway/identity/oidc/settings';
import { startGateway } from '../../gateway/start-gateway';
import { openFileKeyManagement } from '../../integrations/keys/file-key-management';
import { openFileKeyRing } from '../../integrations/keys/file-key-ring';
import { holdPort } from '../../integrations/local-process/with-port';
import { hostsIn } from '../../integrations/webhooks/hosts-in';
import { checkpointFile } from '../../ledger/checkpoint-file';
import type { Ledger } from '../../ledger/ledger';
import { startMetering } from '../../telemetry/metering';
import { startWorker } from '../../../worker';
import { GATEWAY_FILE } from '../connect';
import { Closing } from './closing';
import { inCheckout } from '../../in-checkout';
import { logToFile } from './log-to-file';
import { portFor } from './port-for';
import type { Given } from './given';
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
  given: readonly Given[];
  port?: number | undefined;
  uiPort?: number | undefined;
}

/** Starts whatever the environment does not name, and a worker and a gateway over it. What was started is in `closing`, also when this fails. */
export async function startStack(start: Start, { given, port, uiPort }: Options): Promise<Stack> {
  if (oidcSettings(start.env))
    throw new SeaworthyError(
      'Config.Invalid',
      'SEAWORTHY_OIDC_ISSUER is set, and people of `up` are local ones. Unset it, or start `seaworthy gateway` and `seaworthy worker`.',
    );
  const masterKeyFile = start.env['SEAWORTHY_MASTER_KEYS'] ?? join(start.state, 'master-keys.json');
  const masterKeys = await openFileKeyManagement(masterKeyFile);
  // Before there is a gateway, since Temporal UI is told where it will be.
  const held = await holdPort(await portFor({ wanted: port, preferred: GATEWAY_PORT, option: '--port' }));
  start.closing.add('the port of the gateway', held.release);
  const [database, temporal] = await all([
    startDatabase(beside(start, 'the database'), masterKeys),
    startTemporal(beside(start, 'Temporal'), {
      dataConverter: dataConverter(masterKeys),
      ui: { port: uiPort, codecEndpoint: `http://127.0.0.1:${held.port}/codec` },
    }),
  ]);
  start.signal.throwIfAborted();
  const systems = await startSystems(start, given);
  const keyFile = start.env['SEAWORTHY_KEYS'] ?? join(start.state, 'keys.json');
  const keys = await openFileKeyRing(keyFile);
  const people = localPeople(localRolesOf(agents));
  await held.release();
  const metering = await startMetering(start.env);
  start.closing.add('metrics', () => metering.close());
  const gateway = await startGateway({
    ledger: database.ledger,
    temporal: temporal.client,
    keys,
    people,
    port: held.port,
    desk: inCheckout('lib/web'),
    checkpoints: {
      store: checkpointFile(start.env['SEAWORTHY_CHECKPOINTS'] ?? join(start.state, 'checkpoints.ndjson')),
      keys,
    },
    webhooks: { masterKeys, allowedHosts: hostsIn(start.env['SEAWORTHY_WEBHOOK_HOSTS']) },
    ...(temporal.uiUrl ? { uiUrl: temporal.uiUrl } : {}),
  });
  start.closing.add('the gateway', () => gateway.close());
  await writeFile(GATEWAY_FILE, JSON.stringify({ url: gateway.url }));
  start.closing.add('the note of its address', () => rm(GATEWAY_FILE, { force: true }));
  start.signal.throwIfAborted();
  const log = await logToFile(start.state, metering.temporal);
  start.closing.add('the log', log.close);
  const worker = await startWorker({
    env: {
      ...temporal.env,
      ...systems.env,
      DATABASE_URL: database.url,
      SEAWORTHY_KEYS: keyFile,
      SEAWORTHY_MASTER_KEYS: masterKeyFile,
      SEAWORTHY_DATA_KEYS: database.dataKeys,
      SEAWORTHY_URL: start.env['SEAWORTHY_URL'] ?? gateway.url,
    },
  });
  start.closing.add('the worker', () => worker.stop());
  await metering.serve(worker.ready);
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
      ...systems.others,
      ['people', people.what],
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
