// Needs PostgreSQL (embedded) and the Temporal dev server: the gateway sets rates, and a worker declares them.
import { isDeepStrictEqual } from 'node:util';
import { temporal } from '@temporalio/proto';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { readEntries } from '../../src/ledger/read-entries';
import { OPERATIONS } from '../../src/ledger/operations';
import { startWorker } from '../../worker';
import type { RunningWorker } from '../../worker';
import { eventually } from '../helpers/eventually';
import type { Office } from './office';
import { openOffice } from './office';

const { RATE_LIMIT_SOURCE_API, RATE_LIMIT_SOURCE_WORKER } = temporal.api.enums.v1.RateLimitSource;

const queue = 'system.erp';

let office: Office;
const workers: RunningWorker[] = [];
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  office = await openOffice();
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await office.close();
});

/** One of our own, for the ERP's calls. */
async function serve(): Promise<void> {
  workers.push(await startWorker({ env: office.env, queues: [queue] }));
}

/** What Temporal holds activities of a queue to. */
async function effective(): Promise<{ rps: number | null | undefined; source: unknown }> {
  const { effectiveRateLimit: limit } = await office.temporal.workflowService.describeTaskQueue({
    namespace: 'default',
    taskQueue: { name: queue },
    taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
    reportConfig: true,
  });
  return { rps: limit?.requestsPerSecond, source: limit?.rateLimitSource };
}

const becomes = (rps: number, source: number): Promise<void> =>
  eventually(async () => isDeepStrictEqual(await effective(), { rps, source }));

test('a rate that an operator sets beats what workers declare, those that start later too, until it is taken back', async () => {
  await serve();
  await becomes(50, RATE_LIMIT_SOURCE_WORKER);

  const operator = office.as('controller');
  const set = await operator.setRate('erp', { rps: 2, why: 'the ERP is slow' });
  expect(set).toMatchObject({ name: 'erp', queue, declared: 50, set: 2 });
  await becomes(2, RATE_LIMIT_SOURCE_API);
  await serve();
  await new Promise((resolve) => setTimeout(resolve, 2_000)); // long enough for its polls: that nothing changes cannot be waited for
  expect(await effective()).toEqual({ rps: 2, source: RATE_LIMIT_SOURCE_API });

  expect((await operator.systems()).find(({ name }) => name === 'erp')).toMatchObject({ set: 2, aheadMs: 0, used: 0 });
  await operator.setRate('erp', { rps: null, why: 'it is fast again' });
  await becomes(50, RATE_LIMIT_SOURCE_WORKER);

  const entries = await readEntries(office.ledger, OPERATIONS);
  expect(entries.filter(({ kind }) => kind === 'rate-set')).toMatchObject([
    { header: { system: 'erp', rps: '2' }, body: { by: 'local|controller', why: 'the ERP is slow' } },
    { header: { system: 'erp', rps: '' } },
  ]);
});

test('only operators set rates, and only of systems that declare one', async () => {
  await expect(office.as('reviewer').setRate('erp', { rps: 2, why: 'x' })).rejects.toMatchObject({
    code: 'Role.Missing',
  });
  await expect(office.as('controller').setRate('documents', { rps: 2, why: 'x' })).rejects.toMatchObject({
    code: 'Input.Invalid',
  });
  await expect(office.as('controller').setRate('erp', { rps: 0, why: 'x' })).rejects.toMatchObject({
    code: 'Input.Invalid',
  });
});
