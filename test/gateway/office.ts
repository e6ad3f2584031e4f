import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createClient } from '../../client';
import type { SeaworthyClient } from '../../client';
import { agents } from '../../src/agents';
import type { Roles } from '../../src/gateway/people';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { startGateway } from '../../src/gateway/start-gateway';
import type { KeyRing } from '../../src/integrations/keys/key-ring';
import { decide } from '../../src/ledger/decide';
import type { Decided, DecisionMade } from '../../src/ledger/decide';
import type { Ledger } from '../../src/ledger/ledger';
import { openLedger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { startWorker } from '../../worker';
import type { RunningWorker } from '../../worker';
import { everyRole, testKeys } from '../helpers/keys';
import { freshDatabase, temporalDevServer } from '../helpers/stack';
import { paperMap } from './workflows';
import { paperAgent } from './workflows/paper-agent';

/** The clerk of the paper workflow may start runs too. */
export const roles: Roles = {
  reviewer: ['lead', 'keeper', 'colleague', 'ap-clerk', 'ap-lead'],
  controller: ['lead', 'operator', 'controller'],
  starter: ['keeper', 'lead'],
};

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
  temporal: Client;
  gateway: RunningGateway;
  /** Another gateway beside the first; it may start its runs where no worker is. */
  secondGateway(mainQueue?: string): Promise<RunningGateway>;
  client: SeaworthyClient;
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
export async function openOffice(): Promise<Office> {
  const [server, database] = await Promise.all([temporalDevServer(), freshDatabase()]);
  const { keys, file } = await testKeys();
  const ledger = openLedger(database.url);
  await migrate(ledger);
  const connection = await Connection.connect({ address: server.address });
  const temporal = new Client({ connection });
  const gateways: RunningGateway[] = [];
  const workers: RunningWorker[] = [];
  const open = async (mainQueue = 'seaworthy'): Promise<RunningGateway> => {
    const gateway = await startGateway({
      ledger,
      temporal,
      keys,
      roles,
      mainQueue,
      agents: { ...agents, [paperAgent.name]: paperAgent },
      uiUrl: 'http://127.0.0.1:8080',
    });
    gateways.push(gateway);
    return gateway;
  };
  const gateway = await open();
  const client = createClient({ url: gateway.url });
  const env = { ...process.env, TEMPORAL_ADDRESS: server.address, DATABASE_URL: database.url, SEAWORTHY_KEYS: file };
  return {
    ledger,
    keys,
    decide: (made) => decide(ledger, keys, { roles: everyRole, ...made }),
    temporal,
    gateway,
    secondGateway: open,
    client,
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
