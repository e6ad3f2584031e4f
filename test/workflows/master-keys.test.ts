// Needs a Temporal dev server and PostgreSQL (stack), a scripted model and a small system over real sockets.
import { startEngine } from '../helpers/engine';
import type { Engine, StartedRun } from '../helpers/engine';
import { eventually } from '../helpers/eventually';
import { testDataKeys } from '../helpers/keys';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine([{ conclude: { note: 'done' } }]);
});
afterAll(() => engine.close());

const eventsOf = async ({ handle }: StartedRun) => (await handle.fetchHistory()).events!;

it('a worker without the right master keys takes no run the wrong way: it waits for one that has them', async () => {
  const { SEAWORTHY_MASTER_KEYS } = (await testDataKeys()).env;
  const worker = await engine.startWorker({ env: { ...engine.env, SEAWORTHY_MASTER_KEYS } });
  const run = await engine.start('shelfAgentRun');
  await eventually(async () => (await eventsOf(run)).some((event) => event.workflowTaskFailedEventAttributes));
  await worker.stop();
  expect((await eventsOf(run)).some((event) => event.activityTaskScheduledEventAttributes)).toBe(false);

  const right = await engine.startWorker();
  expect(await run.result()).toMatchObject({ end: 'tidied' });
  await right.stop();
});

it('neither does a worker for a system, which says what it lacks', async () => {
  const { SEAWORTHY_MASTER_KEYS } = (await testDataKeys()).env;
  const without = await engine.startWorker({ env: { ...engine.env, SEAWORTHY_MASTER_KEYS }, queues: ['system.shelf'] });
  const main = await engine.startWorker({ queues: ['seaworthy', 'notify'] });
  const run = await engine.start('shelfPut');
  let failure: unknown;
  await eventually(async () => {
    const { raw } = await run.handle.describe();
    failure = raw.pendingActivities?.find(({ lastFailure }) => lastFailure)?.lastFailure;
    return !!failure;
  });
  expect(failure).toMatchObject({
    message: 'Encoded failure', // by keys of its own: nobody here reads it
    applicationFailureInfo: { type: 'Payload.Undecodable' },
  });
  expect(engine.shelf.effects.put).toEqual([]);
  await without.stop();

  const right = await engine.startWorker({ queues: ['system.shelf'] });
  expect(await run.result()).toMatchObject({ end: 'tidied' });
  expect(engine.shelf.effects.put).toHaveLength(1);
  await Promise.all([main.stop(), right.stop()]);
});
