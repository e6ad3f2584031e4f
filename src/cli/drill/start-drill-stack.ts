import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { dataConverter } from '../../codec/data-converter';
import { startGateway } from '../../gateway/start-gateway';
import { openFileKeyManagement } from '../../integrations/keys/file-key-management';
import { openFileKeyRing } from '../../integrations/keys/file-key-ring';
import type { Ledger } from '../../ledger/ledger';
import { startWorker } from '../../../worker';
import type { WorkerOptions } from '../../../worker';
import type { ErpSeed } from '../../../standins/erp/erp-seed';
import { startErpStandIn } from '../../../standins/erp/start-erp-stand-in';
import type { ErpStandIn } from '../../../standins/erp/start-erp-stand-in';
import { startMailboxStandIn } from '../../../standins/mailbox/start-mailbox-stand-in';
import type { MailboxStandIn } from '../../../standins/mailbox/start-mailbox-stand-in';
import { startModelStandIn } from '../../../standins/model/start-model-stand-in';
import type { ModelStandIn, ModelStandInOptions } from '../../../standins/model/start-model-stand-in';
import { logToFile } from '../up/log-to-file';
import type { Start } from '../up/start';
import { startDatabase } from '../up/start-database';
import { startTemporal } from '../up/start-temporal';

export interface DrillStack {
  ledger: Ledger;
  temporal: Client;
  erp: ErpStandIn;
  mailbox: MailboxStandIn;
  model: ModelStandIn;
  /** The addresses that mails may go to beside those of the cases. */
  ownAddresses: string[];
  /** A gateway and a worker on task queues of their own, so that no other worker takes a run of theirs, and this one no other run. */
  openLane(options?: LaneOptions): Promise<Lane>;
}

export type LaneWorker = Pick<WorkerOptions, 'workflows' | 'modelTimeoutMs' | 'breakers'>;

interface LaneOptions {
  worker?: LaneWorker | undefined;
  /** Where its worker finds the systems; the stand-ins themselves where it is not given. */
  urls?: { erp: string; mailbox: string; anthropic: string };
  /** The key of a model that is no stand-in. */
  modelKey?: string | undefined;
}

export interface Lane {
  gatewayUrl: string;
  /** Rejects when the worker fails. */
  workerStopped: Promise<void>;
}

/** Opens nothing but stand-ins; no word that a text may hold. */
export const STAND_IN_KEY = 'for-stand-ins-only';
const SYSTEM_SETTING = /^(ANTHROPIC|ERP|MAIL|INTAKE|CONTRACTS)_/;

const addresses = {
  MAIL_FROM: 'accounts-payable@buyer.example',
  MAIL_ACCESS_POINT: 'access-point@buyer.example',
  MAIL_DESK: 'desk@buyer.example',
};

/** Ledger and Temporal as the environment names them, or of our own; and systems, model and people that are stand-ins whatever it names. */
export async function startDrillStack(
  start: Start,
  given: { books: ErpSeed; model: ModelStandInOptions },
): Promise<DrillStack> {
  const { closing, state } = start;
  const masterKeyFile = start.env['SEAWORTHY_MASTER_KEYS'] ?? join(state, 'master-keys.json');
  const masterKeys = await openFileKeyManagement(masterKeyFile);
  const keyFile = start.env['SEAWORTHY_KEYS'] ?? join(state, 'keys.json');
  const keys = await openFileKeyRing(keyFile);
  const database = await startDatabase(start, masterKeys);
  const temporal = await startTemporal(start, { dataConverter: dataConverter(masterKeys) });
  start.signal.throwIfAborted();
  const [erp, mailbox, model] = await Promise.all([
    startErpStandIn({ seed: given.books, clientSecret: STAND_IN_KEY, requestsPerSecond: 10_000, pageSize: 50 }),
    startMailboxStandIn(),
    startModelStandIn(given.model),
  ]);
  closing.add('the stand-ins', () => Promise.all([erp.close(), mailbox.close(), model.close()]));
  const log = await logToFile(state);
  closing.add('the log', log.close);
  const { ledger } = database;

  const openLane = async ({ worker: options, urls, modelKey }: LaneOptions = {}): Promise<Lane> => {
    const mainQueue = `drill-${randomUUID().slice(0, 8)}`;
    const gateway = await startGateway({
      ...{ ledger, temporal: temporal.client, keys, port: 0, mainQueue },
      noticing: false, // a ledger is bound to the Temporal that is noticed first: not to one that ends with the drill
    });
    closing.add('the gateway', () => gateway.close());
    const worker = await startWorker({
      mainQueue,
      ...options,
      env: {
        ...Object.fromEntries(Object.entries(temporal.env).filter(([name]) => !SYSTEM_SETTING.test(name))),
        ...addresses,
        SEAWORTHY_ENVIRONMENT: 'drill', // whatever it is for others: what is not admitted there is to be drilled first
        DATABASE_URL: database.url,
        SEAWORTHY_KEYS: keyFile,
        SEAWORTHY_MASTER_KEYS: masterKeyFile,
        SEAWORTHY_DATA_KEYS: database.dataKeys,
        ANTHROPIC_API_KEY: modelKey ?? STAND_IN_KEY,
        ANTHROPIC_BASE_URL: urls?.anthropic ?? model.url,
        ERP_URL: urls?.erp ?? erp.url,
        ERP_CLIENT_ID: 'seaworthy',
        ERP_CLIENT_SECRET: STAND_IN_KEY,
        MAIL_URL: urls?.mailbox ?? mailbox.smtpUrl,
      },
    });
    closing.add('the worker', () => worker.stop());
    return { gatewayUrl: gateway.url, workerStopped: worker.stopped };
  };
  return {
    ...{ ledger, temporal: temporal.client, erp, mailbox, model, openLane },
    ownAddresses: Object.values(addresses),
  };
}
