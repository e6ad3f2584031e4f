import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';
import type { ApprovalId, RunId } from '../../src/contracts/ids';
import type { Invoice } from '../../src/contracts/invoice';
import { decidedSignal } from '../../src/contracts/messages';
import type { RunResult } from '../../src/contracts/run-result';
import { readInvoice, UnreadableInvoice } from '../../src/integrations/documents';
import type { KeyRing } from '../../src/integrations/keys/key-ring';
import { decide } from '../../src/ledger/decide';
import type { DecisionMade } from '../../src/ledger/decide';
import { putDocument } from '../../src/ledger/documents';
import { openLedger } from '../../src/ledger/ledger';
import { listApprovals } from '../../src/ledger/list-approvals';
import type { ApprovalRecord } from '../../src/ledger/list-approvals';
import type { Ledger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import type { ErpSeed } from '../../standins/erp/erp-seed';
import { SCENARIOS } from '../../standins/erp/seeding/scenario';
import type { Scenario } from '../../standins/erp/seeding/scenario';
import { seedFromInvoices } from '../../standins/erp/seeding/seed-from-invoices';
import { startErpStandIn } from '../../standins/erp/start-erp-stand-in';
import type { ErpStandIn } from '../../standins/erp/start-erp-stand-in';
import { startMailboxStandIn } from '../../standins/mailbox/start-mailbox-stand-in';
import type { Reasoner } from '../../standins/model/messages-api';
import { startModelStandIn } from '../../standins/model/start-model-stand-in';
import type { ModelStandIn } from '../../standins/model/start-model-stand-in';
import { startWorker } from '../../worker';
import type { RunningWorker, WorkerOptions } from '../../worker';
import { cachedWorkflows } from './cached-workflows';
import { everyRole, testDataKeys, testKeys } from './keys';
import { plainHistory } from './plain-history';
import { freshDatabase, temporalDevServer } from './stack';

const samples = path.join(__dirname, '../../samples');

export interface InvoiceRun {
  file: string;
  run: RunId;
  handle: WorkflowHandle;
  result: () => Promise<RunResult>;
}

export interface InvoiceStack {
  client: Client;
  ledger: Ledger;
  erp: ErpStandIn;
  model: ModelStandIn;
  mailbox: Awaited<ReturnType<typeof startMailboxStandIn>>;
  env: NodeJS.ProcessEnv;
  /** The gateway's. */
  keys: KeyRing;
  startWorker(options?: Partial<WorkerOptions>): Promise<RunningWorker>;
  start(sample: Sample, name?: string): Promise<InvoiceRun>;
  /** What Temporal holds of the run, decoded. */
  history(run: Pick<InvoiceRun, 'handle'>): ReturnType<typeof plainHistory>;
  /** Decides whatever waits, until told to stop. */
  review(decisionFor: (asked: Asked) => Omit<DecisionMade, 'approval' | 'by' | 'roles'>): { stop(): Promise<void> };
  close(): Promise<void>;
}

export interface Sample {
  file: string;
  bytes: Buffer;
  scenario: Scenario | undefined;
}

export type Asked = Pick<ApprovalRecord, 'run' | 'workflowId' | 'gate' | 'role' | 'step' | 'tool'>;

/** The project's own sample invoices; each names its scenario. */
export function readSamples(): Sample[] {
  return readdirSync(samples)
    .filter((file) => file.endsWith('.xml'))
    .sort()
    .map((file) => ({
      file,
      bytes: readFileSync(path.join(samples, file)),
      scenario: SCENARIOS.find((scenario) => file.slice(3).startsWith(scenario)),
    }));
}

/** Everything that the invoice workflow talks to, seeded from these samples; workers are started by the test. */
export async function startInvoiceStack(
  set: readonly Sample[],
  temporal: Parameters<typeof temporalDevServer>[0] = {},
  /** What the books hold, made from the samples. */
  inBooks: (seed: ErpSeed) => ErpSeed = (seed) => seed,
  reasoner?: Reasoner,
): Promise<InvoiceStack> {
  const readable = set.flatMap((sample) => {
    const invoice = tryRead(sample.bytes);
    return invoice && sample.scenario ? [{ invoice, scenario: sample.scenario }] : [];
  });
  const { seed } = seedFromInvoices(
    readable.map(({ invoice }) => invoice),
    { scenarios: readable.map(({ scenario }) => scenario), seed: 7 },
  );
  const [server, database, erp, model, mailbox] = await Promise.all([
    temporalDevServer(temporal),
    freshDatabase(),
    startErpStandIn({ seed: inBooks(seed), requestsPerSecond: 1_000 }),
    startModelStandIn({ keepRequests: true, ...(reasoner ? { reasoner } : {}) }),
    startMailboxStandIn({}),
  ]);
  const { keys, file: keyFile } = await testKeys();
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
    SEAWORTHY_KEYS: keyFile,
    ...keySettings,
    ANTHROPIC_API_KEY: 'stand-in',
    ANTHROPIC_BASE_URL: model.url,
    ERP_URL: erp.url,
    ERP_CLIENT_ID: 'seaworthy',
    ERP_CLIENT_SECRET: 'stand-in',
    MAIL_URL: mailbox.smtpUrl,
    MAIL_FROM: 'accounts-payable@example.com',
    MAIL_ACCESS_POINT: 'access-point@example.com',
    MAIL_DESK: 'desk@example.com',
  };
  return {
    client,
    ledger,
    erp,
    model,
    mailbox,
    env,
    keys,
    startWorker: async (options = {}) => {
      if (workers.length === 0) {
        Runtime.install({
          logger: new DefaultLogger('ERROR'),
          telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
        });
      }
      const worker = await startWorker({ env, ...cachedWorkflows(), ...options });
      workers.push(worker);
      return worker;
    },
    start: async ({ file, bytes }, name = '') => {
      const document = await putDocument(ledger, { bytes, mediaType: 'application/xml', filename: file });
      const input = { document, filename: file };
      const run = `run-${file.slice(0, 2)}${name}` as RunId;
      const handle = await client.workflow.start('invoiceExceptions', {
        workflowId: `invoice-${run}`, // as in use, it says nothing of the invoice
        taskQueue: 'seaworthy',
        args: [{ run, tenant: 'default', starter: 'local|starter', input }],
      });
      return { file, run, handle, result: () => handle.result() as Promise<RunResult> };
    },
    history: async ({ handle }) => plainHistory(await handle.fetchHistory(), codec),
    review: (decisionFor) => {
      let stopped = false;
      const loop = (async (): Promise<void> => {
        while (!stopped) {
          for (const asked of await listApprovals(ledger, { status: 'open', limit: 100 })) {
            await decide(ledger, keys, {
              approval: asked.id as ApprovalId,
              by: { issuer: 'local', subject: 'reviewer' },
              roles: everyRole,
              ...decisionFor(asked),
            });
            await client.workflow.getHandle(asked.workflowId).signal(decidedSignal, { approval: asked.id });
          }
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      })();
      return {
        stop: () => {
          stopped = true;
          return loop;
        },
      };
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await connection.close();
      await ledger.close();
      await Promise.all([erp.close(), model.close(), mailbox.close()]);
      await server.close();
      await database.drop();
    },
  };
}

export function tryRead(bytes: Uint8Array): Invoice | undefined {
  try {
    return readInvoice(bytes);
  } catch (error) {
    if (error instanceof UnreadableInvoice) return undefined;
    throw error;
  }
}

/** A reviewer's rules for tests: refuses a changed bank account, approves the rest, and answers what is asked. */
export function reviewerFor(
  changedBank: (asked: Asked) => boolean,
): (asked: Asked) => Omit<DecisionMade, 'approval' | 'by' | 'roles'> {
  return (asked) => {
    if (asked.gate === 'approval')
      return { decision: changedBank(asked) ? 'deny' : 'approve', reason: 'by the rules of the test' };
    if (asked.gate === 'question')
      return { decision: 'answer', reason: '', answer: { answer: 'No, nothing more came.' } };
    return {
      decision: 'answer',
      reason: '',
      answer: {
        action: 'reject',
        amount: '0',
        reasons: ['UNR'],
        actions: ['NIN'],
        sure: true,
        rationale: 'We do not know this.',
      },
    };
  };
}
