import { NativeConnection, Worker } from '@temporalio/worker';
import type { WorkerOptions as TemporalWorkerOptions } from '@temporalio/worker';
import { Client } from '@temporalio/client';
import { createActivities } from './src/activities/create-activities';
import { createBatchActivities } from './src/activities/batches/create-batch-activities';
import { createIntakeActivities } from './src/activities/intake/create-intake-activities';
import { intakeSettings } from './src/activities/intake/intake-settings';
import { scheduleIntake } from './src/activities/intake/schedule-intake';
import { createNotify } from './src/activities/notify';
import type { Deps } from './src/activities/deps';
import { Breakers } from './src/activities/parking/breakers';
import { createWatchActivities } from './src/activities/parking/create-watch-activities';
import { watchStarter } from './src/activities/parking/watch-starter';
import { createProvingActivities } from './src/activities/proving/create-proving-activities';
import { Lineages } from './src/activities/delegation/lineages';
import { Transcripts } from './src/activities/reason/transcripts';
import { createWebhookActivities } from './src/activities/webhooks/create-webhook-activities';
import { agents as ourAgents } from './src/agents';
import type { Agent } from './src/agents/define-agent';
import { modelsOf } from './src/agents/models-of';
import { queueOf } from './src/agents/define-system';
import { queuesOf } from './src/agents/queues-of';
import { mailbox } from './src/agents/systems/mailbox';
import { watchable } from './src/agents/watchable';
import type { System } from './src/agents/define-system';
import { systemsOf } from './src/agents/systems-of';
import { dataConverter } from './src/codec/data-converter';
import { SeaworthyError } from './src/contracts/errors';
import type { MapData } from './src/contracts/map';
import { unparkSignal } from './src/contracts/messages';
import { startBatches } from './src/gateway/start-batches';
import { startWatch } from './src/gateway/start-watch';
import { createBatches } from './src/integrations/anthropic/create-batches';
import { createModel } from './src/integrations/anthropic/create-model';
import type { Model } from './src/integrations/anthropic/model';
import { tellPlainly } from './src/integrations/plain-error';
import { addressesOfRoles } from './src/integrations/mail/addresses-of-roles';
import { MailClient } from './src/integrations/mail/mail-client';
import { hostsIn } from './src/integrations/webhooks/hosts-in';
import { getDocument, putDocument } from './src/ledger/documents';
import { openLedger } from './src/ledger/ledger';
import { permitOf } from './src/ledger/permit-of';
import { openDataKeys } from './src/ledger/open-data-keys';
import { masterKeysSetting } from './src/settings/master-keys-setting';
import { setting } from './src/settings/setting';
import { temporalSettings } from './src/settings/temporal-settings';
import { verifierSetting } from './src/settings/verifier-setting';
import { Vaults } from './src/masking/vaults';
import { measureActivities } from './src/telemetry/measure-activities';
import { startMetering } from './src/telemetry/metering';
import { readiness } from './src/telemetry/readiness';
import type { Readiness } from './src/telemetry/readiness';
import { traceModel } from './src/telemetry/trace-model';
import { traceActivities, traces, traceSinks, traceStarts } from './src/telemetry/tracing';
import { installLog } from './src/worker-log';
import { intakeQueue } from './src/workflows/engine/queues';
import { maps as ourMaps } from './src/workflows/maps';

/** One call of the Batches API: a submission may be megabytes. */
const BATCH_CALL_MS = 60_000;

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
  /** Whether calls are held back from a system that does not answer. A drill does without: its failures are of one run each. */
  breakers?: boolean;
  /** How long the model has for a whole answer, in milliseconds. */
  modelTimeoutMs?: number;
  /** How long model calls that can wait are gathered, and how often it is asked at first what became of them; in milliseconds. */
  batches?: { gatherMs: number; pollMs: number };
  /** Options of each Temporal worker, for tests and tuning. */
  tuning?: Partial<
    Pick<
      TemporalWorkerOptions,
      | 'maxCachedWorkflows'
      | 'maxConcurrentWorkflowTaskExecutions'
      | 'activityTaskPollerBehavior'
      | 'shutdownGraceTime'
      | 'stickyQueueScheduleToStartTimeout'
    >
  >;
}

export interface RunningWorker {
  queues: string[];
  /** Whether ledger and Temporal answer, and every one of its queues is polled. */
  ready: () => Promise<Readiness>;
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
  breakers = true,
  modelTimeoutMs = 600_000,
  batches = { gatherMs: 300_000, pollMs: 30_000 },
  tuning,
}: WorkerOptions): Promise<RunningWorker> {
  const ours: NonNullable<WorkerOptions['workflows']> = {
    path: require.resolve('./src/workflows'),
    agents: ourAgents,
    maps: ourMaps,
  };
  const { path, bundle, agents, maps } = workflows ?? ours;
  for (const [name, { steps }] of Object.entries(maps))
    for (const step of Object.values(steps)) if (step.kind === 'agent' && agents[name]) modelsOf(agents[name], step);
  const databaseUrl = setting(env, 'DATABASE_URL');
  const verifier = await verifierSetting(env);
  const masterKeys = await masterKeysSetting(env);
  const converter = dataConverter(masterKeys);
  const dataKeys = await openDataKeys(env['SEAWORTHY_DATA_KEYS'], masterKeys, databaseUrl);
  const ledger = openLedger(databaseUrl, dataKeys);
  const systems = systemsOf(agents);
  const clients = new Map<string, unknown>();
  const platform = {
    env,
    documents: {
      get: (id: string) => getDocument(ledger, id),
      put: (document: { bytes: Uint8Array; mediaType: string; filename?: string }) => putDocument(ledger, document),
    },
  };
  const { connectionOptions, namespace } = temporalSettings(env);
  const connection = await NativeConnection.connect(connectionOptions).catch((error: unknown) => {
    throw new SeaworthyError(
      'Temporal.Unreachable',
      `No answer at ${connectionOptions.address ?? 'the address given'} (${(error as Error).message}).`,
    );
  });
  const temporal = new Client({
    connection,
    dataConverter: converter,
    namespace,
    interceptors: { workflow: [traceStarts] },
  });
  const watched = watchable(agents, mainQueue);
  const watch = watchStarter(async (key) => {
    const { queue } = watched.get(key) ?? {};
    if (queue !== undefined) await startWatch(temporal, { system: key, queue }, mainQueue);
  });
  const sendBatches = watchStarter((queue) => startBatches(temporal, queue));
  const anthropic = {
    apiKey: env['ANTHROPIC_API_KEY'] ?? '',
    ...(env['ANTHROPIC_BASE_URL'] ? { baseURL: env['ANTHROPIC_BASE_URL'] } : {}),
  };
  const unpark = (workflowId: string): Promise<void> => temporal.workflow.getHandle(workflowId).signal(unparkSignal);
  const content = env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'] === 'true';
  const traced = (model: Model): Model => (traces() ? traceModel(model, { content }) : model);
  const deps = {
    ledger,
    verifier,
    agents,
    maps,
    mainQueue,
    environment: env['SEAWORTHY_ENVIRONMENT'] || 'development',
    transcripts: new Transcripts(ledger, agents),
    lineages: new Lineages(ledger, agents),
    vaults: new Vaults(ledger, agents),
    model: traced(createModel({ ...anthropic, timeoutMs: modelTimeoutMs })),
    clientOf: (system: System) => {
      // Connected when first used: a worker needs the credentials of the systems it serves and of no other.
      if (!clients.has(system.name))
        clients.set(system.name, system.connect({ ...platform, permit: permitOf(ledger, system) }));
      return clients.get(system.name);
    },
    breakers: breakers ? new Breakers(ledger, mainQueue, watch) : withoutBreakers,
    watch,
    sendBatches: () => sendBatches(mainQueue),
  };

  const webhooks = createWebhookActivities({
    ledger,
    masterKeys: () => masterKeysSetting(env),
    allowedHosts: hostsIn(env['SEAWORTHY_WEBHOOK_HOSTS']),
  });
  const notify = createNotify({
    ledger,
    addresses: addressesOfRoles(env['MAIL_ROLES']),
    mail: () =>
      new MailClient({
        ...{ url: setting(env, 'MAIL_URL'), from: setting(env, 'MAIL_FROM'), requestTimeoutMs: 10_000 },
        permit: permitOf(ledger, mailbox),
      }),
    ...(env['SEAWORTHY_URL'] ? { deskUrl: env['SEAWORTHY_URL'] } : {}),
  });

  const { sources, everyMs, ...intake } = intakeSettings(env, permitOf(ledger, mailbox));
  const activities = {
    ...createActivities(deps),
    ...createWatchActivities({
      ...deps,
      systems: watched,
      modelName: Object.values(agents)[0]?.models[0] ?? '',
      unpark,
    }),
    ...createBatchActivities({
      ...{ ledger, mainQueue, unpark, api: createBatches({ ...anthropic, timeoutMs: BATCH_CALL_MS }) },
      ...batches,
    }),
    ...createProvingActivities(deps),
    ...webhooks,
    ...createIntakeActivities({ ledger, temporal, agents, mainQueue, ...intake }),
    notify,
  };
  const rates = new Map(systems.map((system) => [queueOf(system, mainQueue), system.rps]));
  const queues = queuesOf(agents, mainQueue, sources.length > 0).filter((queue) => !wanted || wanted.includes(queue));
  const workers = await Promise.all(
    queues.map((taskQueue) =>
      Worker.create({
        connection,
        namespace,
        taskQueue,
        activities,
        dataConverter: converter,
        interceptors: {
          activity: [measureActivities, traceActivities],
          ...(traces() && !bundle
            ? { workflowModules: [require.resolve('./src/workflows/tracing/interceptors')] }
            : {}),
        },
        ...(traces() ? { sinks: traceSinks } : {}),
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
  if (queues.includes(intakeQueue(mainQueue)))
    for (const source of sources) await scheduleIntake(temporal, { source, everyMs, taskQueue: mainQueue });
  const shutDown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  // One that fails takes the others with it: a worker that serves half its queues looks healthy and is not.
  const running = workers.map((worker) =>
    worker.run().catch((error: unknown) => (shutDown(), Promise.reject(error as Error))),
  );
  const stopped = Promise.allSettled(running).then(async () => {
    for (const system of systems) if (clients.has(system.name)) await system.disconnect?.(clients.get(system.name));
    await connection.close();
    await ledger.close();
    await dataKeys.close();
    await Promise.all(running);
  });
  stopped.catch(() => undefined);
  return {
    queues,
    ready: async () => {
      const now = await readiness({ ledger, temporal });
      return { ...now, ready: now.ready && workers.every((worker) => worker.getState() === 'RUNNING') };
    },
    stopped,
    stop: () => {
      shutDown();
      return stopped;
    },
  };
}

const withoutBreakers: Deps['breakers'] = { holdBack: () => Promise.resolve(undefined), during: (_, call) => call() };

/** `node lib/worker.js`: a worker alone, by its environment. SEAWORTHY_QUEUES names the task queues to serve, separated by commas. */
async function main(): Promise<void> {
  const { SEAWORTHY_QUEUES: queues } = process.env;
  const metering = await startMetering(process.env);
  installLog((line) => void process.stderr.write(line), metering);
  const worker = await startWorker({ env: process.env, ...(queues ? { queues: queues.split(',') } : {}) });
  await metering.serve(worker.ready);
  console.log(`serving ${worker.queues.join(', ')}`);
  await worker.stopped; // Temporal's runtime drains on SIGINT and SIGTERM
}

if (require.main === module) {
  const fail = (error: unknown): void => {
    console.error(tellPlainly(error));
    process.exit(1);
  };
  process.once('uncaughtException', fail); // Node.js itself would print all that hangs on the error
  main().catch(fail);
}
