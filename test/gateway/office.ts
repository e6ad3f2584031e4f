import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createClient } from '../../client';
import type { SeaworthyClient } from '../../client';
import { agents } from '../../src/agents';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { startGateway } from '../../src/gateway/start-gateway';
import type { Ledger } from '../../src/ledger/ledger';
import { openLedger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { startWorker } from '../../worker';
import type { RunningWorker } from '../../worker';
import { freshDatabase, temporalDevServer } from '../helpers/stack';
import { paperMap } from './workflows';
import { paperAgent } from './workflows/paper-agent';

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
  temporal: Client;
  gateway: RunningGateway;
  /** Another gateway beside the first; it may start its runs where no worker is. */
  secondGateway(mainQueue?: string): Promise<RunningGateway>;
  client: SeaworthyClient;
  /** What a worker needs. */
  env: NodeJS.ProcessEnv;
  worker(): Promise<RunningWorker>;
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
      mainQueue,
      agents: { ...agents, [paperAgent.name]: paperAgent },
      uiUrl: 'http://127.0.0.1:8080',
    });
    gateways.push(gateway);
    return gateway;
  };
  const gateway = await open();
  const client = createClient({ url: gateway.url });
  const env = { ...process.env, TEMPORAL_ADDRESS: server.address, DATABASE_URL: database.url };
  return {
    ledger,
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
