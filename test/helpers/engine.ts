import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { RunId } from '../../src/contracts/ids';
import type { RunInput, RunResult } from '../../src/contracts/run-result';
import { fairnessKey } from '../../src/gateway/fairness-key';
import type { KeyRing } from '../../src/integrations/keys/key-ring';
import { decide } from '../../src/ledger/decide';
import type { Decided, DecisionMade } from '../../src/ledger/decide';
import type { Ledger } from '../../src/ledger/ledger';
import { openLedger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { readEntries } from '../../src/ledger/read-entries';
import type { ModelStandIn } from '../../standins/model/start-model-stand-in';
import { startWorker } from '../../worker';
import type { RunningWorker, WorkerOptions } from '../../worker';
import { cachedWorkflows } from './cached-workflows';
import { everyRole, testDataKeys, testKeys } from './keys';
import { plainHistory } from './plain-history';
import { startScriptedModel } from './scripted-model';
import type { Script } from './scripted-model';
import { shelfAgent } from './shelf/shelf-agent';
import { startShelf } from './shelf/shelf-server';
import type { Shelf } from './shelf/shelf-server';
import { shelfMap } from './shelf/workflows';
import type { ShelfInput } from './shelf/workflows';
import { freshDatabase, temporalDevServer } from './stack';

export interface StartedRun {
  run: RunId;
  handle: WorkflowHandle;
  result: () => Promise<RunResult>;
}

interface StartOptions extends Partial<RunInput<unknown>> {
  workflowId?: string;
  taskQueue?: string;
  /** Puts the run's id into its input, hence into the conversation. */
  brief?: boolean;
}

export interface Engine {
  client: Client;
  ledger: Ledger;
  keys: KeyRing;
  shelf: Shelf;
  model: ModelStandIn;
  /** What a worker process needs. */
  env: NodeJS.ProcessEnv;
  startWorker(options?: Partial<WorkerOptions>): Promise<RunningWorker>;
  start(workflow: string, input?: ShelfInput, options?: StartOptions): Promise<StartedRun>;
  /** Writes a decision into the ledger, by somebody who has every role unless it says otherwise. */
  decide(made: Omit<DecisionMade, 'roles'> & { roles?: readonly string[] }): Promise<Decided>;
  kinds(run: RunId): Promise<string[]>;
  /** What Temporal holds of the run, decoded. */
  history(run: Pick<StartedRun, 'handle'>): ReturnType<typeof plainHistory>;
  close(): Promise<void>;
}

const shelfWorkflows = {
  path: require.resolve('./shelf/workflows'),
  agents: { [shelfAgent.name]: shelfAgent },
  maps: { [shelfMap.name]: shelfMap },
};

/** A Temporal dev server, a database, a scripted model and the shelf; workers are started by the test. */
export async function startEngine(script: Script | Record<string, Script>): Promise<Engine> {
  const [server, database, shelf, model] = await Promise.all([
    temporalDevServer(),
    freshDatabase(),
    startShelf(),
    startScriptedModel(script),
  ]);
  const { keys, file } = await testKeys();
  const { dataKeys, converter, codec, env: keySettings } = await testDataKeys();
  const ledger = openLedger(database.url, dataKeys);
  await migrate(ledger);
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection, dataConverter: converter });
  const workers: RunningWorker[] = [];
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    TEMPORAL_ADDRESS: server.address,
    DATABASE_URL: database.url,
    ANTHROPIC_API_KEY: 'stand-in',
    ANTHROPIC_BASE_URL: model.url,
    SHELF_URL: shelf.url,
    SEAWORTHY_KEYS: file,
    ...keySettings,
  };
  return {
    client,
    ledger,
    keys,
    shelf,
    model,
    env,
    startWorker: async (options = {}) => {
      // Failures that tests arrange are not news. Here and not before: a runtime without a worker would keep the process alive.
      if (workers.length === 0)
        Runtime.install({
          logger: new DefaultLogger('ERROR'),
          telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
        });
      const worker = await startWorker({ env, workflows: shelfWorkflows, ...cachedWorkflows(), ...options });
      workers.push(worker);
      return worker;
    },
    start: async (
      workflow,
      input = {},
      { workflowId = randomUUID(), taskQueue = 'seaworthy', brief, ...options } = {},
    ) => {
      const run = `run-${randomUUID()}` as RunId;
      const handle = await client.workflow.start(workflow, {
        workflowId,
        taskQueue,
        priority: { fairnessKey: fairnessKey(options.tenant ?? 'default') },
        args: [
          { run, tenant: 'default', starter: 'local|starter', input: brief ? { ...input, run } : input, ...options },
        ],
      });
      return { run, handle, result: () => handle.result() as Promise<RunResult> };
    },
    decide: (made) => decide(ledger, keys, { roles: everyRole, ...made }),
    history: async ({ handle }) => plainHistory(await handle.fetchHistory(), codec),
    kinds: async (run) => (await readEntries(ledger, run)).map(({ kind }) => kind),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await connection.close();
      await ledger.close();
      await Promise.all([shelf.close(), model.close()]);
      await server.close();
      await database.drop();
    },
  };
}
