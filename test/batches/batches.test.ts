// Needs a Temporal dev server and PostgreSQL (stack), and a scripted model over real sockets.
import Decimal from 'decimal.js';
import { prices } from '../../src/integrations/prices/prices';
import { queueRequest } from '../../src/ledger/batch-requests';
import { claimRequests } from '../../src/ledger/batch-sending';
import { listBudgets } from '../../src/ledger/budgets';
import { declareHalt, liftHalt } from '../../src/ledger/halts';
import { inTransaction } from '../../src/ledger/in-transaction';
import { readEntries } from '../../src/ledger/read-entries';
import { verifyRun } from '../../src/ledger/verify-run';
import { defineMap, goTo } from '../../src/workflows/engine/map';
import { startEngine } from '../helpers/engine';
import type { Engine, StartedRun } from '../helpers/engine';
import { eventually } from '../helpers/eventually';
import { patientMap } from './workflows';
import { patientAgent } from './workflows/patient-agent';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine([{ conclude: { note: 'done' } }]);
  const agents = { [patientAgent.name]: patientAgent };
  await engine.startWorker({
    mainQueue: 'patience',
    workflows: { path: require.resolve('./workflows'), agents, maps: { [patientMap.name]: patientMap } },
    batches: { gatherMs: 2_500, pollMs: 200 },
  });
}, 900_000);
afterAll(() => engine.close());

const start = (workflow: string, marker: string): Promise<StartedRun> =>
  engine.start(workflow, { marker }, { tenant: marker, taskQueue: 'patience' });
const entriesOf = async ({ run }: StartedRun) => readEntries(engine.ledger, run);
const thoughtOf = async (run: StartedRun) => (await entriesOf(run)).find((entry) => entry.kind === 'thought')!.header;
const booksOf = async (tenant: string) =>
  (await listBudgets(engine.ledger, { tenants: [tenant] })).budgets.find(({ name }) => name === tenant)!;
const inState = async ({ run }: StartedRun): Promise<string> => {
  const { rows } = await engine.ledger.pool.query<{ state: string }>(
    'select state from batch_requests where run = $1',
    [run],
  );
  return rows[0]?.state ?? '';
};

it('calls of several runs go in one batch, at half the price, and leave the entries that a direct call leaves', async () => {
  const before = engine.model.batches.taken.length;
  const runs = await Promise.all(['one', 'one', 'one'].map((marker) => start('patient', marker)));
  for (const run of runs) expect(await run.result()).toMatchObject({ end: 'told', degraded: [] });
  expect(engine.model.batches.taken.slice(before).map(({ length }) => length)).toEqual([3]);
  let spent = new Decimal(0);
  for (const run of runs) {
    const thought = await thoughtOf(run);
    expect(thought).toMatchObject({ model: 'claude-haiku-5-5', batch: true, turn: 1, ms: 0, cacheWrite5m: 0 });
    expect(prices().costOf(thought, thought.model).times('0.5').toFixed()).toBe(thought.usd);
    expect(engine.model.calls().find(({ requestId }) => thought.requestId.endsWith(requestId))!.usage).toMatchObject({
      ...{ input_tokens: thought.input, output_tokens: thought.output },
    });
    spent = spent.plus(thought.usd);
    expect(await verifyRun(engine.ledger, run.run)).toMatchObject({ intact: true });
    const { events } = await engine.history(run);
    const failed = events!.filter((event) => (event.activityTaskStartedEventAttributes?.attempt ?? 1) > 1);
    expect(failed).toEqual([]);
  }
  expect(await booksOf('one')).toMatchObject({ spent: spent.toFixed(), reserved: '0', unknown: '0' });
}, 900_000);

it('a batch whose answer was lost is looked for, and not sent again', async () => {
  const before = engine.model.batches.taken.length;
  engine.model.batches.loseNextAnswer();
  const run = await start('patient', 'lost');
  expect(await run.result()).toMatchObject({ end: 'told' });
  expect(engine.model.batches.taken.length - before).toBe(1);
  expect(await thoughtOf(run)).toMatchObject({ batch: true });
}, 900_000);

it('a call whose time is near before it was sent is withdrawn, and made directly', async () => {
  const before = engine.model.batches.taken.length;
  const run = await start('hasty', 'hasty');
  expect(await run.result()).toMatchObject({ end: 'told' });
  expect(engine.model.batches.taken.length).toBe(before);
  const { usd, ...thought } = await thoughtOf(run);
  expect(thought).not.toHaveProperty('batch');
  expect(await inState(run)).toBe('withdrawn');
  expect(await booksOf('hasty')).toMatchObject({ spent: usd, reserved: '0' });
}, 900_000);

it('a call that a batch does not answer in time is made directly; what comes of the batch is spent all the same', async () => {
  engine.model.batches.hold();
  const [waits, goesOn] = [await start('patient', 'waits'), await start('lessPatient', 'goes-on')];
  expect(await goesOn.result()).toMatchObject({ end: 'told' });
  const direct = await thoughtOf(goesOn);
  expect(direct).not.toHaveProperty('batch');
  expect(await inState(goesOn)).toBe('submitted');
  await engine.model.batches.letGo();
  expect(await waits.result()).toMatchObject({ end: 'told' });
  await eventually(async () => (await inState(goesOn)) === 'answered');
  const late = (await entriesOf(goesOn)).find((entry) => entry.kind === 'model-failed')!;
  expect(late.header).toMatchObject({ class: 'late', code: 'batch' });
  const { reserved, spent } = await booksOf('goes-on');
  expect({ reserved, spent }).toEqual({
    reserved: '0',
    spent: new Decimal(direct.usd).plus(late.header.usd!).toFixed(),
  });
}, 900_000);

it('a batch that nobody waits for any more is cancelled, and costs nothing', async () => {
  engine.model.batches.hold();
  const run = await start('patient', 'alone');
  await eventually(async () => (await inState(run)) === 'submitted');
  await run.handle.cancel();
  await expect(run.result()).rejects.toThrow();
  expect((await entriesOf(run)).at(-1)).toMatchObject({ kind: 'run-ended', header: { end: 'cancelled' } });
  await eventually(async () => (await inState(run)) === 'failed');
  await engine.model.batches.letGo();
  expect(await booksOf('alone')).toMatchObject({ spent: '0', reserved: '0', unknown: '0' });
}, 900_000);

it('nothing is claimed of what is halted, or whose run has ended', async () => {
  const { ledger } = engine;
  const ended = await start('hasty', 'ended');
  await ended.result();
  const queue = async (id: string, { run }: StartedRun, scope: string): Promise<void> => {
    const { rows } = await ledger.pool.query<{ reservation: number }>(
      'select reservation::float8 as reservation from batch_requests where run = $1',
      [run],
    );
    const { reservation } = rows[0]!;
    const of = { id, queue: 'by hand', model: 'm', scopes: [scope], reservation, request: null, withinMs: 3_600_000 };
    await inTransaction(ledger.pool, (client) => queueRequest(ledger, client, { run, step: id, visit: 1 }, of));
  };
  const going = await start('patient', 'going');
  await eventually(async () => (await inState(going)) !== '');
  await queue('of-ended', ended, 'agent:x');
  await queue('of-halted', going, 'agent:halted');
  const claim = async (): Promise<string[] | undefined> => {
    const wanted = { queue: 'by hand', claim: crypto.randomUUID(), most: 10, gatherMs: 0 };
    return (await claimRequests(ledger, wanted))?.requests.map(({ id }) => id);
  };
  const { id } = await declareHalt(ledger, { kind: 'agent', value: 'halted', why: 'a test', by: 'local|controller' });
  expect(await claim()).toBeUndefined();
  await liftHalt(ledger, { id, why: 'over', by: 'local|controller' });
  expect(await claim()).toEqual(['of-halted']);
  expect(await claim()).toBeUndefined(); // once
  await going.result();
}, 900_000);

it('only a step without tools may wait for a batch', () => {
  const step = {
    kind: 'agent',
    outcome: 'note',
    purpose: '',
    onExhausted: goTo('over'),
    onUnavailable: goTo('over'),
  } as const;
  const over = { kind: 'end', purpose: '' } as const;
  const map = defineMap<typeof patientAgent>('patience');
  map({ one: { ...step, tools: [], patience: '1 hour' }, over });
  // @ts-expect-error -- a loop
  map({ one: { ...step, tools: ['look'], patience: '1 hour' }, over });
});
