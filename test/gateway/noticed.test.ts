// Needs a Temporal dev server and PostgreSQL (stack); two gateways look at the same time.
import { NativeConnection, Worker } from '@temporalio/worker';
import type { RunStory, WebhookMessage } from '../../client';
import type { Headers } from '../../src/contracts/entry';
import type { RunId } from '../../src/contracts/ids';
import type { RunInput } from '../../src/contracts/run-result';
import { storyText } from '../../src/cli/story';
import { mintRunId } from '../../src/ledger/run-id';
import { readEntries } from '../../src/ledger/read-entries';
import { readRun } from '../../src/ledger/list-runs';
import { registerRun } from '../../src/ledger/register-run';
import { requireNamespace } from '../../src/ledger/require-namespace';
import { verifyLedger } from '../../src/ledger/verify-ledger';
import { snapshot } from '../../src/ledger/verify-session';
import { eventually } from '../helpers/eventually';
import { clientFor, openOffice } from './office';
import type { Office } from './office';
import { startReceiver } from './receiver';

let office: Office;
let counted = 0;

beforeAll(async () => {
  office = await openOffice({ noticing: { everyMs: 200, graceMs: 2_000 } });
  await office.worker();
  await office.secondGateway();
});
afterAll(() => office.close());

const handleOf = async (run: string) => {
  const { workflowId } = (await readRun(office.ledger, run))!;
  return office.temporal.workflow.getHandle(workflowId);
};

/** A run that waits for people, with its workflow. */
async function waiting(way: 'buy' | 'wire' | 'choose' = 'buy') {
  const { run, approval } = await office.order({ number: `n${++counted}`, amount: '500', way });
  return { run, approval, handle: await handleOf(run) };
}

async function noticed(run: string, what: string): Promise<RunStory> {
  await eventually(async () => (await office.client.run(run)).noticed.includes(what));
  return office.client.run(run);
}

const entriesOf = async (run: string) =>
  (await readEntries(office.ledger, run as RunId)).filter(({ kind }) => kind === 'noticed');

it('a run that is terminated has ended, its question is void, and whoever is told of ends is told, once', async () => {
  const receiver = await startReceiver();
  const webhook = await office.client.addWebhook({ url: receiver.url, events: ['run.ended'] });
  const { run, approval, handle } = await waiting();
  await handle.terminate('in the way');
  expect(await office.client.result(run)).toMatchObject({ end: 'terminated', output: null, path: ['buy'] });
  expect(await office.client.run(run)).toMatchObject({
    status: 'ended',
    end: 'terminated',
    approvals: [],
    unsettled: [],
  });
  expect(await office.client.approval(approval)).toMatchObject({ status: 'void' });
  await expect(office.client.decide(approval, { decision: 'approve' })).rejects.toMatchObject({
    code: 'Approval.Decided',
  });
  await eventually(() => receiver.received.length > 0);
  const told = receiver.received.map(({ body }) => JSON.parse(body) as WebhookMessage);
  expect(told).toMatchObject([{ type: 'run.ended', data: { run, end: 'terminated' } }]);
  const [entry] = await entriesOf(run);
  expect(entry).toMatchObject({
    header: { what: 'terminated' },
    body: { identity: expect.stringContaining('@') as string, reason: 'in the way' },
  });
  await office.client.removeWebhook(webhook.id);
  await receiver.close();
}, 900_000);

it('a write that may have happened is left to a person', async () => {
  const { run, handle } = await waiting('wire');
  await handle.terminate();
  const story = await noticed(run, 'terminated');
  expect(story.unsettled).toMatchObject([{ tool: 'wire' }]);
  expect(storyText(story)).toMatch(/terminated in Temporal, by the word of .*\n.*Needs a person: wire \(wire\.1/s);
}, 900_000);

it('a cancellation counts as noticed when no gateway was asked for it', async () => {
  const [asked, past] = [await waiting(), await waiting()];
  await office.client.cancel(asked.run);
  await office.client.result(asked.run);
  await past.handle.cancel();
  expect(await noticed(past.run, 'cancelled')).toMatchObject({ status: 'ended', end: 'cancelled' });
  expect((await office.client.run(asked.run)).noticed).toEqual([]);
}, 900_000);

it('a run that is paused is noticed, and goes on once it is not', async () => {
  const { run, approval, handle } = await waiting();
  const target = { namespace: 'default', workflowId: handle.workflowId, identity: 'somebody' };
  const { workflowService } = office.temporal;
  await workflowService.pauseWorkflowExecution({ ...target, reason: 'looking into it', requestId: `${run}-1` });
  expect(await noticed(run, 'paused')).toMatchObject({ status: 'waiting' });
  const [entry] = await entriesOf(run);
  expect(entry).toMatchObject({ body: { identity: 'somebody', reason: 'looking into it' } });
  // A server that is slow to answer is asked again, and then refuses: it is not paused any more.
  const over = { ...target, reason: 'done', requestId: `${run}-2` };
  await workflowService.unpauseWorkflowExecution(over).catch(() => undefined);
  await eventually(async () => (await handle.describe()).status.name === 'RUNNING');
  await office.client.decide(approval, { decision: 'approve' });
  expect(await office.client.result(run)).toMatchObject({ end: 'done' });
  expect(await entriesOf(run)).toHaveLength(1);
}, 900_000);

it('a run that was deleted has ended', async () => {
  const { run, handle } = await waiting('choose');
  await office.temporal.workflowService.deleteWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: handle.workflowId },
  });
  expect(await noticed(run, 'deleted')).toMatchObject({ status: 'ended', end: 'deleted' });
}, 900_000);

it('a run that was started by hand is told from those of a gateway', async () => {
  const run = mintRunId();
  const input: RunInput<unknown> = {
    ...{ run, tenant: 'default', starter: 'local|starter' },
    input: { number: 'hand', amount: '500', way: 'buy' },
  };
  const workflowId = `paper-${run}`;
  await office.temporal.workflow.start('orderPaper', { workflowId, taskQueue: 'seaworthy', args: [input] });
  await eventually(async () => (await readRun(office.ledger, run)) !== undefined);
  expect((await noticed(run, 'started')).noticed).toEqual(['started']);
}, 900_000);

it('a run that a time limit ended has ended', async () => {
  const run = mintRunId();
  const workflowId = `paper-${run}`;
  const limit = { taskQueue: 'served by nobody', workflowRunTimeout: '1s' };
  const handle = await office.temporal.workflow.start('orderPaper', { workflowId, args: [], ...limit });
  await registerRun(office.ledger, {
    ...{ id: run, tenant: 'default', starter: 'local|starter', temporalRun: handle.firstExecutionRunId },
    ...{ workflow: 'orderPaper', workflowId, name: 'paper' },
  });
  expect(await noticed(run, 'timed-out')).toMatchObject({ status: 'ended', end: 'timed-out' });
}, 900_000);

it('a reset is not taken for an end, and what is terminated after it is', async () => {
  const { run, handle } = await waiting();
  const { runId } = await office.temporal.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: handle.workflowId },
    ...{ reason: 'for the test', requestId: run, workflowTaskFinishEventId: 4 as never },
  });
  await eventually(async () => (await entriesOfKind(run, 'run-reset')) === 1);
  await eventually(async () => (await office.client.approvals({ run })).some(({ role }) => role === 'operator'));
  const other = await waiting();
  await other.handle.terminate();
  await noticed(other.run, 'terminated'); // by now the reset would have been looked at
  expect(await office.client.run(run)).toMatchObject({ status: 'waiting', noticed: [] });
  await office.temporal.workflow.getHandle(handle.workflowId, runId).terminate();
  expect(await noticed(run, 'terminated')).toMatchObject({ end: 'terminated' });
}, 900_000);

const entriesOfKind = async (run: string, kind: string) =>
  (await readEntries(office.ledger, run as RunId)).filter((entry) => entry.kind === kind).length;

describe('where no activity is served', () => {
  const taskQueue = 'lonely';
  let worker: Worker;
  let running: Promise<void>;
  let connection: NativeConnection;

  beforeAll(async () => {
    connection = await NativeConnection.connect({ address: office.env['TEMPORAL_ADDRESS']! });
    const { dataConverter } = office.temporal.options;
    const workflowsPath = require.resolve('./workflows');
    worker = await Worker.create({ connection, taskQueue, workflowsPath, ...(dataConverter ? { dataConverter } : {}) });
    running = worker.run();
  });
  afterAll(async () => {
    worker.shutdown();
    await running;
    await connection.close();
  });

  it('each pause of an activity is recorded once', async () => {
    const lonely = clientFor((await office.secondGateway(taskQueue)).url);
    const { run, workflowId } = await lonely.start('order-paper', { number: 'paused' });
    const handle = office.temporal.workflow.getHandle(workflowId);
    const target = { namespace: 'default', execution: { workflowId }, type: 'begin', identity: 'somebody' };
    const pending = async () => (await handle.describe()).raw.pendingActivities ?? [];
    await eventually(async () => (await pending()).length > 0);
    await office.temporal.workflowService.pauseActivity({ ...target, reason: 'looking into it' });
    await noticed(run, 'paused');
    await office.temporal.workflowService.unpauseActivity(target);
    await eventually(async () => !(await pending())[0]?.paused);
    await office.temporal.workflowService.pauseActivity({ ...target, reason: 'again' });
    await eventually(async () => (await entriesOf(run)).length > 1);
    const entries = await entriesOf(run);
    expect(entries.map(({ body }) => body)).toEqual([
      { identity: 'somebody', reason: 'looking into it', activity: 'begin' },
      { identity: 'somebody', reason: 'again', activity: 'begin' },
    ]);
    expect(await lonely.run(run)).toMatchObject({ status: 'running', noticed: ['paused'] });
    await handle.terminate();
    expect((await noticed(run, 'terminated')).noticed).toEqual(['paused', 'terminated']);
  }, 900_000);
});

it('a workflow that the ledger does not know is recorded, once, and those of other queues are nobody’s business', async () => {
  const both = [await office.secondGateway('unserved'), await office.secondGateway('unserved')];
  const start = (workflowId: string, taskQueue: string) =>
    office.temporal.workflow.start('orderPaper', { workflowId, taskQueue, args: [] });
  await start('elsewhere', 'another');
  const { firstExecutionRunId: temporalRun } = await start('by-hand', 'unserved');
  const client = clientFor(both[0]!.url);
  // What the main queue's gateways have seen before its worker did may be there too.
  const found = async () =>
    (await readEntries(office.ledger, '_operations' as RunId))
      .map(({ header }) => header as Headers['stranger-found'])
      .filter(({ workflowId }) => !workflowId.startsWith('paper-'));
  await eventually(async () => (await found()).length > 0);
  const after = await start('by-hand-too', 'unserved');
  await eventually(async () => (await found()).length > 1);
  expect(await found()).toEqual([
    { temporalRun, workflowId: 'by-hand', type: 'orderPaper' },
    { temporalRun: after.firstExecutionRunId, workflowId: 'by-hand-too', type: 'orderPaper' },
  ]);
  expect((await client.runs()).strangers).toBeGreaterThan(1);
  expect(storyText(await client.run('_operations'))).toContain('by-hand-too');
}, 900_000);

it('of what another Temporal does not know nothing is said', async () => {
  await expect(requireNamespace(office.ledger, 'another')).rejects.toMatchObject({ code: 'Temporal.Elsewhere' });
});

it('what was noticed follows from sealed entries', async () => {
  const report = await snapshot(office.ledger, (client) => verifyLedger(client, {}));
  expect(report.findings).toEqual([]);
});
