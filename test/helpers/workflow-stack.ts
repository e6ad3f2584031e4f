import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { agents } from '../../src/agents';
import type { ApprovalId, RunId } from '../../src/contracts/ids';
import { decidedSignal } from '../../src/contracts/messages';
import type { RunResult } from '../../src/contracts/run-result';
import { startRun } from '../../src/gateway/start-run';
import { decide } from '../../src/ledger/decide';
import type { DecisionMade } from '../../src/ledger/decide';
import { listApprovals } from '../../src/ledger/list-approvals';
import type { ApprovalRecord } from '../../src/ledger/list-approvals';
import { openLedger } from '../../src/ledger/ledger';
import type { Ledger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { systemsOf } from '../../src/agents/systems-of';
import { maps } from '../../src/workflows/maps';
import { startModelStandIn } from '../../standins/model/start-model-stand-in';
import * as standIns from '../../standins/systems/all';
import type { SystemStandIn } from '../../standins/systems/system-stand-in';
import { startWorker } from '../../worker';
import { cachedWorkflows } from './cached-workflows';
import { eventually } from './eventually';
import { testDataKeys, testKeys } from './keys';
import { plainHistory } from './plain-history';
import { freshDatabase, temporalDevServer } from './stack';

interface StackRun {
  run: RunId;
  handle: WorkflowHandle;
  result: () => Promise<RunResult>;
}

export interface WorkflowStack {
  ledger: Ledger;
  /** What the stand-in for a system has been asked to write. */
  written(system: string): Promise<{ path: string; body: Record<string, unknown> }[]>;
  start(input: object): Promise<StackRun>;
  /** Waits for the run's question and decides it, as somebody who has the roles of its agent. */
  decide(run: StackRun, made: Omit<DecisionMade, 'approval' | 'by' | 'roles'>): Promise<ApprovalRecord>;
  /** What Temporal holds of the run, decoded. */
  history(run: StackRun): ReturnType<typeof plainHistory>;
  close(): Promise<void>;
}

/** One of our workflows with all that it needs: a Temporal dev server, a database, its worker, and stand-ins for model and systems. */
export async function startWorkflowStack(name: string): Promise<WorkflowStack> {
  const agent = agents[name];
  if (!agent) throw new Error(`no workflow ${name}`);
  const ours = { [name]: agent };
  const met = systemsOf(ours).map(({ name: system }) => system);
  const wanted = Object.values<SystemStandIn>(standIns).filter(({ system }) => met.includes(system));
  const [server, database, model, systems] = await Promise.all([
    temporalDevServer(),
    freshDatabase(),
    startModelStandIn(),
    Promise.all(wanted.map(async ({ system, start }) => ({ system, ...(await start()) }))),
  ]);
  const { keys, file } = await testKeys();
  const { dataKeys, converter, codec, env: keySettings } = await testDataKeys();
  const ledger = openLedger(database.url, dataKeys);
  await migrate(ledger);
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection, dataConverter: converter });
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
  const worker = await startWorker({
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: server.address,
      DATABASE_URL: database.url,
      SEAWORTHY_KEYS: file,
      ...keySettings,
      ANTHROPIC_API_KEY: 'stand-in',
      ANTHROPIC_BASE_URL: model.url,
      ...Object.assign({}, ...systems.map(({ env }) => env)),
    } as NodeJS.ProcessEnv,
    workflows: { path: require.resolve('../../src/workflows'), agents: ours, maps },
    ...cachedWorkflows(),
  });
  return {
    ledger,
    written: async (system) =>
      (await fetch(systems.find((each) => each.system === system)!.link)).json() as ReturnType<
        WorkflowStack['written']
      >,
    start: async (input) => {
      const deps = { ledger, temporal: client, agents: ours, mainQueue: 'seaworthy' };
      const starter = { issuer: 'local', subject: 'starter' };
      const { run, workflowId } = await startRun(deps, { workflow: name, input, tenant: 'default', starter });
      const handle = client.workflow.getHandle(workflowId);
      return { run, handle, result: () => handle.result() as Promise<RunResult> };
    },
    decide: async ({ run, handle }, made) => {
      let asked: ApprovalRecord | undefined;
      await eventually(async () => {
        [asked] = await listApprovals(ledger, { run, status: 'open', limit: 1 });
        return asked !== undefined;
      });
      const approval = asked!.id as ApprovalId;
      const by = { issuer: 'local', subject: 'reviewer' };
      await decide(ledger, keys, { approval, by, roles: agent.roles ?? [], ...made });
      await handle.signal(decidedSignal, { approval });
      return asked!;
    },
    history: async ({ handle }) => plainHistory(await handle.fetchHistory(), codec),
    close: async () => {
      await worker.stop();
      await connection.close();
      await ledger.close();
      await Promise.all([model.close(), ...systems.map((system) => system.close())]);
      await server.close();
      await database.drop();
    },
  };
}
