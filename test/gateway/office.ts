import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createClient } from '../../client';
import type { SeaworthyClient } from '../../client';
import { agents } from '../../src/agents';
import type { Person } from '../../src/contracts/http';
import { localPeople } from '../../src/gateway/identity/local-people';
import type { GatewayOptions, RunningGateway } from '../../src/gateway/start-gateway';
import { startGateway } from '../../src/gateway/start-gateway';
import { openFileKeyManagement } from '../../src/integrations/keys/file-key-management';
import type { KeyManagement } from '../../src/integrations/keys/key-management';
import type { KeyRing } from '../../src/integrations/keys/key-ring';
import { decide } from '../../src/ledger/decide';
import type { Decided, DecisionMade } from '../../src/ledger/decide';
import type { Ledger } from '../../src/ledger/ledger';
import { openLedger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { maps } from '../../src/workflows/maps';
import { startWorker } from '../../worker';
import type { RunningWorker } from '../../worker';
import { everyRole, testDataKeys, testKeys } from '../helpers/keys';
import { freshDatabase, temporalDevServer } from '../helpers/stack';
import { paperMap } from './workflows';
import { paperAgent } from './workflows/paper-agent';

/** The clerk of the paper workflow may start runs too. */
export const people = localPeople({
  reviewer: ['lead', 'keeper', 'colleague', 'ap-clerk', 'ap-lead'],
  controller: ['lead', 'operator', 'controller', 'admin'],
  starter: ['starter', 'keeper', 'lead'],
});

/** Each call as whoever usually makes it: the starter starts, the controller halts and rules, the reviewer does the rest. */
export function clientFor(url: string): SeaworthyClient {
  const starter = createClient({ url, as: 'starter' });
  const controller = createClient({ url, as: 'controller' });
  return {
    ...createClient({ url, as: 'reviewer' }),
    start: (...given) => starter.start(...given),
    upload: (...given) => starter.upload(...given),
    cancel: (...given) => starter.cancel(...given),
    halt: (...given) => controller.halt(...given),
    resume: (...given) => controller.resume(...given),
    addRule: (...given) => controller.addRule(...given),
    endRule: (...given) => controller.endRule(...given),
    addWebhook: (...given) => controller.addWebhook(...given),
    removeWebhook: (...given) => controller.removeWebhook(...given),
    webhooks: (...given) => controller.webhooks(...given),
    deliveries: (...given) => controller.deliveries(...given),
    redeliver: (...given) => controller.redeliver(...given),
  };
}

let quiet = false;

/** Only with a worker: a runtime that none ever used keeps the process alive. */
function quieten(): void {
  if (quiet) return;
  quiet = true;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
}

export interface Office {
  ledger: Ledger;
  keys: KeyRing;
  masterKeys: KeyManagement;
  temporal: Client;
  gateway: RunningGateway;
  /** Another gateway beside the first; it may start its runs where no worker is. */
  secondGateway(mainQueue?: string): Promise<RunningGateway>;
  /** One at this port. */
  gatewayAt(port: number): Promise<RunningGateway>;
  client: SeaworthyClient;
  /** A client of one person. */
  as(person: Person): SeaworthyClient;
  /** What a worker needs. */
  env: NodeJS.ProcessEnv;
  worker(): Promise<RunningWorker>;
  /** Writes a decision into the ledger, by somebody who has every role unless it says otherwise. */
  decide(made: Omit<DecisionMade, 'roles'> & { roles?: readonly string[] }): Promise<Decided>;
  /** Starts a paper run and waits until it rests. */
  order(input: { number: string; amount?: string; way?: 'buy' | 'wire' | 'ask' | 'choose' }): Promise<{
    run: string;
    approval: string;
  }>;
  close(): Promise<void>;
}

/** A real Temporal dev server, PostgreSQL and gateway, with the paper workflow; workers are started by the test. */
export async function openOffice({ noticing }: Pick<GatewayOptions, 'noticing'> = {}): Promise<Office> {
  const [server, database] = await Promise.all([temporalDevServer(), freshDatabase()]);
  const { keys, file } = await testKeys();
  const { dataKeys, converter, env: keySettings } = await testDataKeys();
  const masterKeys = await openFileKeyManagement(keySettings.SEAWORTHY_MASTER_KEYS);
  const ledger = openLedger(database.url, dataKeys);
  await migrate(ledger);
  const connection = await Connection.connect({ address: server.address });
  const temporal = new Client({ connection, dataConverter: converter });
  const gateways: RunningGateway[] = [];
  const workers: RunningWorker[] = [];
  const open = async (mainQueue = 'seaworthy', port = 0): Promise<RunningGateway> => {
    const gateway = await startGateway({
      ledger,
      temporal,
      keys,
      people,
      mainQueue,
      port,
      agents: { ...agents, [paperAgent.name]: paperAgent },
      maps: { ...maps, [paperMap.name]: paperMap },
      webhooks: { masterKeys, allowedHosts: ['127.0.0.1'], delaysMs: [200, 200, 200] },
      uiUrl: 'http://127.0.0.1:8080',
      ...(noticing ? { noticing } : {}),
    });
    gateways.push(gateway);
    return gateway;
  };
  const gateway = await open();
  const client = clientFor(gateway.url);
  const env = {
    ...process.env,
    TEMPORAL_ADDRESS: server.address,
    DATABASE_URL: database.url,
    SEAWORTHY_KEYS: file,
    ...keySettings,
    SEAWORTHY_WEBHOOK_HOSTS: '127.0.0.1',
  };
  return {
    ledger,
    keys,
    masterKeys,
    decide: (made) => decide(ledger, keys, { roles: everyRole, ...made }),
    temporal,
    gateway,
    secondGateway: (mainQueue) => open(mainQueue),
    gatewayAt: (port) => open('seaworthy', port),
    client,
    as: (person) => createClient({ url: gateway.url, as: person }),
    env,
    worker: async () => {
      quieten();
      const worker = await startWorker({
        env,
        workflows: {
          path: require.resolve('./workflows'),
          agents: { [paperAgent.name]: paperAgent },
          maps: { [paperMap.name]: paperMap },
        },
      });
      workers.push(worker);
      return worker;
    },
    order: async (input) => {
      const { run } = await client.start('order-paper', input);
      const story = await client.run(run, { waitMs: 30_000 });
      return { run, approval: story.approvals[0] ?? '' };
    },
    close: async () => {
      await Promise.all(gateways.map((each) => each.close()));
      await Promise.all(workers.map((worker) => worker.stop()));
      await connection.close();
      await ledger.close();
      await server.close();
      await database.drop();
    },
  };
}
