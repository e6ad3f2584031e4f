// Needs a Temporal dev server and PostgreSQL (stack), a scripted model and a small system over real sockets; worker processes are killed and stopped.
import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { readEntries } from '../../src/ledger/read-entries';
import { verifyRun } from '../../src/ledger/verify-run';
import { startEngine } from '../helpers/engine';
import type { Engine, StartedRun } from '../helpers/engine';
import { eventually } from '../helpers/eventually';
import { bundleShelf, kill, startWorkerProcess } from '../helpers/worker-process';

const look = (item: string) => ({ tool: 'look', args: { item, bytes: 500 } });
const work = [
  { calls: [look('a')] },
  { calls: [look('b')], delayMs: 100 },
  { calls: [{ tool: 'store', args: { item: 'stored', amount: '5' } }] },
  { calls: [{ tool: 'fetch', args: { item: 'c', bytes: 500 } }], delayMs: 100 },
  { calls: [{ tool: 'put', args: { item: 'put' } }] },
  { calls: [look('d')], delayMs: 50 },
  { conclude: { note: 'done' } },
];

let engine: Engine;
let bundle: string;
const processes: ChildProcess[] = [];
beforeAll(async () => {
  engine = await startEngine({
    'case-work': work,
    'case-long': [{ calls: [look('a')] }, { ...work[1]!, delayMs: 14_000 }, { conclude: { note: 'done' } }],
  });
  bundle = await bundleShelf(tmpdir());
}, 900_000);
afterAll(async () => {
  await Promise.all(processes.map((child) => kill(child)));
  await engine.close();
  await rm(bundle, { force: true });
});

async function worker(env: NodeJS.ProcessEnv = {}): Promise<ChildProcess> {
  const child = await startWorkerProcess({ ...engine.env, WORKFLOW_BUNDLE: bundle, ...env });
  processes.push(child);
  return child;
}

/** Ends right, the ledger whole, each effect once, and no more model calls than thoughts but those in flight when it died. */
async function expectRight(started: StartedRun, paidTwiceAtMost: number): Promise<void> {
  expect(await started.result()).toMatchObject({ end: 'tidied', summary: 'done' });
  const entries = await readEntries(engine.ledger, started.run);
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
  expect(await verifyRun(engine.ledger, started.run)).toMatchObject({ intact: true });
  const once = (kind: string): void => {
    const calls = entries.filter((entry) => entry.kind === kind).map(({ header }) => (header as { call: string }).call);
    expect(new Set(calls).size).toBe(calls.length);
  };
  once('result');
  once('verdict');
  const { effects } = engine.shelf;
  expect(effects.committed.filter((reference) => reference.includes(started.run)).length).toBeLessThanOrEqual(1);
  expect(effects.put.filter((key) => key.includes(started.run)).length).toBeLessThanOrEqual(1);
  const thoughts = entries.filter(({ kind }) => kind === 'thought').length;
  const calls = engine.model
    .calls()
    .filter((call) => call.answered && JSON.stringify(call.request).includes(started.run)).length;
  expect(calls - thoughts).toBeLessThanOrEqual(paidTwiceAtMost);
}

/** The run's id is in its brief, so that the model's calls can be counted by run. */
async function begin(marker: string, queue?: string): Promise<StartedRun> {
  return engine.start('shelfAgentRun', { marker }, { brief: true, ...(queue ? { taskQueue: queue } : {}) });
}

describe('kill -9', () => {
  it('at each named point: the run ends right', async () => {
    const points = [
      'reason.answered',
      'reason.thought',
      'reason.read',
      'act.claimed',
      'act.sending',
      'act.drafted',
      'act.committed',
      'act.settled',
      'act.recorded',
    ];
    const runs = await Promise.all(points.map((point) => begin('case-work', point)));
    for (const point of points) {
      const dying = await worker({ MAIN_QUEUE: point, SEAWORTHY_FAULT: `${point}:1` });
      await eventually(() => dying.signalCode === 'SIGKILL', 60);
      await worker({ MAIN_QUEUE: point });
    }
    for (const run of runs) await expectRight(run, 1);
  }, 900_000);
});

describe('a worker that was stopped past its heartbeat and woken after another took over', () => {
  it('inside a stretch: is fenced, and its thought is not written', async () => {
    const first = await worker({ MAIN_QUEUE: 'frozen-stretch' });
    const run = await begin('case-long', 'frozen-stretch');
    await eventually(async () => (await engine.kinds(run.run)).filter((kind) => kind === 'result').length === 1);
    first.kill('SIGSTOP');
    const second = await worker({ MAIN_QUEUE: 'frozen-stretch' });
    await eventually(async () => (await engine.kinds(run.run)).includes('resumed'), 60);
    first.kill('SIGCONT');
    await expectRight(run, 1);
    await Promise.all([kill(first), kill(second)]);
  }, 900_000);

  it('inside an act whose system answers late: one voucher', async () => {
    const first = await worker({ MAIN_QUEUE: 'frozen-act' });
    engine.shelf.behave({ path: '/drafts', delayMs: 3_000, times: 1 });
    const arrived = engine.shelf.arrived('/drafts');
    const run = await engine.start('shelfStore', { item: 'frozen' }, { taskQueue: 'frozen-act' });
    await arrived;
    first.kill('SIGSTOP');
    const second = await worker({ MAIN_QUEUE: 'frozen-act' });
    await eventually(async () => (await engine.kinds(run.run)).includes('resumed'), 60);
    first.kill('SIGCONT');
    expect(await run.result()).toMatchObject({ end: 'tidied' });
    expect(engine.shelf.effects.committed.filter((reference) => reference.includes(run.run))).toHaveLength(1);
    expect(await verifyRun(engine.ledger, run.run)).toMatchObject({ intact: true });
    await Promise.all([kill(first), kill(second)]);
  }, 900_000);
});
