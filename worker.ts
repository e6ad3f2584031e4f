import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { WorkerOptions as TemporalWorkerOptions } from '@temporalio/worker';
import { createActivities } from './src/activities/create-activities';
import { Transcripts } from './src/activities/reason/transcripts';
import { agents as ourAgents } from './src/agents';
import type { Agent } from './src/agents/define-agent';
import { queueOf } from './src/agents/define-system';
import type { System } from './src/agents/define-system';
import { SeaworthyError } from './src/contracts/errors';
import type { MapData } from './src/contracts/map';
import { createModel } from './src/integrations/anthropic/create-model';
import type { Verifier } from './src/integrations/keys/key-ring';
import { openVerifier } from './src/integrations/keys/open-verifier';
import { getDocument, putDocument } from './src/ledger/documents';
import { openLedger } from './src/ledger/ledger';
import { maps as ourMaps } from './src/workflows/maps';

export interface WorkerOptions {
  env: NodeJS.ProcessEnv;
  /** The queue of workflows and reasoning. */
  mainQueue?: string;
  /** Which task queues to serve; all when left out. `seaworthy`, `notify`, `system.<name>`. */
  queues?: readonly string[];
  /** Other workflows than the project's own, with their agents and maps. */
  workflows?: {
    path: string;
    /** The workflows bundled already, which saves seconds at start. */
    bundle?: string;
    agents: Readonly<Record<string, Agent>>;
    maps: Readonly<Record<string, MapData>>;
  };
  /** Options of each Temporal worker, for tests and tuning. */
  tuning?: Partial<
    Pick<TemporalWorkerOptions, 'maxCachedWorkflows' | 'activityTaskPollerBehavior' | 'shutdownGraceTime'>
  >;
}

export interface RunningWorker {
  queues: string[];
  /** Settles when the workers have stopped; rejects when one fails. */
  stopped: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Composition root of a worker: puts activities together from ledger, model and the clients of the systems it serves, and starts one Temporal
 * worker per task queue. Resolves once they poll.
 * @throws SeaworthyError `Config.Invalid`, `Temporal.Unreachable`
 */
export async function startWorker({
  env,
  mainQueue = 'seaworthy',
  queues: wanted,
  workflows,
  tuning,
}: WorkerOptions): Promise<RunningWorker> {
  const ours: NonNullable<WorkerOptions['workflows']> = {
    path: require.resolve('./src/workflows'),
    agents: ourAgents,
    maps: ourMaps,
  };
  const { path, bundle, agents, maps } = workflows ?? ours;
  const databaseUrl = env['DATABASE_URL'];
  if (!databaseUrl) throw new SeaworthyError('Config.Invalid', 'DATABASE_URL is not set.');
  const verifier = await verifierFor(env);
  const ledger = openLedger(databaseUrl);
  const systems = systemsOf(agents);
  const clients = new Map<string, unknown>();
  const platform = {
    env,
    documents: {
      get: (id: string) => getDocument(ledger, id),
      put: (document: { bytes: Uint8Array; mediaType: string; filename?: string }) => putDocument(ledger, document),
    },
  };
  const activities = createActivities({
    ledger,
    verifier,
    agents,
    maps,
    mainQueue,
    environment: env['SEAWORTHY_ENVIRONMENT'] || 'development',
    transcripts: new Transcripts(ledger),
    model: createModel({
      apiKey: env['ANTHROPIC_API_KEY'] ?? '',
      ...(env['ANTHROPIC_BASE_URL'] ? { baseURL: env['ANTHROPIC_BASE_URL'] } : {}),
      timeoutMs: 600_000,
    }),
    clientOf: (system) => {
      // Connected when first used: a worker needs the credentials of the systems it serves and of no other.
      if (!clients.has(system.name)) clients.set(system.name, system.connect(platform));
      return clients.get(system.name);
    },
  });

  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: env as Record<string, string> });
  const connection = await NativeConnection.connect(connectionOptions).catch((error: unknown) => {
    throw new SeaworthyError(
      'Temporal.Unreachable',
      `No answer at ${connectionOptions.address ?? 'the address given'} (${(error as Error).message}).`,
    );
  });
  const rates = ratesOf(systems, mainQueue);
  const queues = [...rates.keys()].filter((queue) => !wanted || wanted.includes(queue));
  const workers = await Promise.all(
    queues.map((taskQueue) =>
      Worker.create({
        connection,
        ...(namespace ? { namespace } : {}),
        taskQueue,
        activities,
        dataConverter: { payloadConverterPath: require.resolve('./src/contracts/payload-converter') },
        ...(taskQueue === mainQueue
          ? bundle
            ? { workflowBundle: { codePath: bundle } }
            : { workflowsPath: path }
          : {}),
        ...(rates.get(taskQueue) === undefined ? {} : { maxTaskQueueActivitiesPerSecond: rates.get(taskQueue)! }),
        shutdownGraceTime: '10s', // what is under way may finish; a deployment is no reason to lose answers
        ...tuning,
      }),
    ),
  );
  const shutDown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  // One that fails takes the others with it: a worker that serves half its queues looks healthy and is not.
  const running = workers.map((worker) =>
    worker.run().catch((error: unknown) => (shutDown(), Promise.reject(error as Error))),
  );
  const stopped = Promise.allSettled(running).then(async () => {
    await connection.close();
    await ledger.close();
    await Promise.all(running);
  });
  stopped.catch(() => undefined);
  return {
    queues,
    stopped,
    stop: () => {
      shutDown();
      return stopped;
    },
  };
}

/** SEAWORTHY_KEYS: the file with the gateway's public keys, or its key ring. */
async function verifierFor(env: NodeJS.ProcessEnv): Promise<Verifier> {
  const file = env['SEAWORTHY_KEYS'];
  if (!file) throw new SeaworthyError('Config.Invalid', 'SEAWORTHY_KEYS is not set: without keys no decision holds.');
  return openVerifier(file).catch((error: unknown) => {
    throw new SeaworthyError('Config.Invalid', `SEAWORTHY_KEYS: ${file} cannot be read (${(error as Error).message}).`);
  });
}

function systemsOf(agents: Readonly<Record<string, Agent>>): System[] {
  const systems = Object.values(agents).flatMap(({ tools }) =>
    Object.values(tools).map((tool) => tool.system as System),
  );
  return [...new Map(systems.map((system) => [system.name, system])).values()];
}

/** Every task queue and the fleet-wide rate that the server holds for it. */
function ratesOf(systems: readonly System[], mainQueue: string): Map<string, number | undefined> {
  const notify = mainQueue === 'seaworthy' ? 'notify' : `${mainQueue}.notify`;
  return new Map<string, number | undefined>([
    [mainQueue, undefined],
    [notify, undefined],
    ...systems.filter(({ inline }) => !inline).map((system) => [queueOf(system, mainQueue), system.rps] as const),
  ]);
}

/** `node lib/worker.js`: a worker alone, by its environment. SEAWORTHY_QUEUES names the task queues to serve, separated by commas. */
async function main(): Promise<void> {
  const { SEAWORTHY_QUEUES: queues } = process.env;
  const worker = await startWorker({ env: process.env, ...(queues ? { queues: queues.split(',') } : {}) });
  console.log(`serving ${worker.queues.join(', ')}`);
  await worker.stopped; // Temporal's runtime drains on SIGINT and SIGTERM
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof SeaworthyError ? error.message : error);
    process.exitCode = 1;
  });
}
