// Needs a Temporal dev server and PostgreSQL (stack). Six agents that hand work to each other.
import { startGateway } from '../../src/gateway/start-gateway';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import type { Entry } from '../../src/contracts/entry';
import type { ApprovalId, RunId } from '../../src/contracts/ids';
import { decidedSignal } from '../../src/contracts/messages';
import { readEntries } from '../../src/ledger/read-entries';
import { snapshot } from '../../src/ledger/verify-session';
import { verifyLedger } from '../../src/ledger/verify-ledger';
import { defineMap, goTo } from '../../src/workflows/engine/map';
import { clerks } from '../helpers/clerks/agents';
import type { clerk } from '../helpers/clerks/agents';
import type { Name, Task } from '../helpers/clerks/names';
import { clerkMaps } from '../helpers/clerks/workflows';
import { startEngine } from '../helpers/engine';
import type { Engine, StartedRun } from '../helpers/engine';
import { eventually } from '../helpers/eventually';

let engine: Engine;
let gateway: RunningGateway;
beforeAll(async () => {
  engine = await startEngine([{ conclude: { note: 'thought about' } }]);
  const workflows = { path: require.resolve('../helpers/clerks/workflows'), agents: clerks, maps: clerkMaps };
  await engine.startWorker({ workflows });
  const { ledger, client: temporal, keys } = engine;
  gateway = await startGateway({ ledger, temporal, keys, agents: clerks, maps: clerkMaps, noticing: { everyMs: 500 } });
});
afterAll(async () => {
  await gateway?.close();
  await engine.close();
});

const start = (name: Name, plan: Task[], options = {}): Promise<StartedRun> =>
  engine.start(`clerk${name.slice(-1).toUpperCase()}`, { plan } as object, options);

/** The run of a call that handed work over, once it is there. */
async function childOf({ run }: { run: string }): Promise<RunId> {
  let child: RunId | undefined;
  await eventually(async () => {
    const entries = await readEntries(engine.ledger, run as RunId);
    child = entries.flatMap((entry) => (entry.kind === 'delegated' ? [entry.header.child] : [])).at(-1);
    return child !== undefined;
  });
  await eventually(async () => (await engine.kinds(child!)).length > 1);
  return child!;
}

async function questionIn(run: string): Promise<{ id: ApprovalId; step: string }> {
  const select = `select id, step from approvals where run = $1 and status = 'open'`;
  await eventually(async () => (await engine.ledger.pool.query(select, [run])).rows.length > 0);
  return (await engine.ledger.pool.query<{ id: ApprovalId; step: string }>(select, [run])).rows[0]!;
}

async function answer(run: string, note = 'go on'): Promise<string> {
  const { id, step } = await questionIn(run);
  const by = { issuer: 'local', subject: 'keeper' };
  const { workflowId } = await engine.decide({ approval: id, by, decision: 'answer', reason: '', answer: { note } });
  await engine.client.workflow.getHandle(workflowId).signal(decidedSignal, { approval: id });
  return step;
}

/** How often something was put on the shelf. */
const puts = (): number => engine.shelf.effects.put.length;

const reasonIn = async (run: RunId, exception: string): Promise<string> => {
  const entries = await readEntries(engine.ledger, run);
  const path = entries.find((entry) => entry.kind === 'path-taken' && entry.header.exception === exception);
  return (path?.body as { reason: string } | undefined)?.reason ?? '';
};

const ended = (entries: readonly Entry[]): string[] =>
  entries.flatMap((entry) => (entry.kind === 'delegation-ended' ? [entry.header.end] : []));

it('work is handed over, and its end is seen', async () => {
  const before = puts();
  const run = await start('clerk-a', [{ to: 'clerk-b', plan: [{ put: 'handed-over' }] }]);
  expect(await run.result()).toMatchObject({ end: 'done', summary: 'clerk-b done' });
  const child = await childOf(run);
  expect(ended(await readEntries(engine.ledger, run.run))).toEqual(['done']);
  const [began] = await readEntries(engine.ledger, child);
  expect(began).toMatchObject({ kind: 'run-started', header: { parent: run.run, parentCall: 'to-clerk-b.1.0' } });
  expect(puts()).toBe(before + 1);
});

it.each<[string, Name, Task[], string]>([
  ['itself', 'clerk-a', [{ to: 'clerk-a', plan: [] }], 'declined'],
  ['one above it', 'clerk-a', [{ to: 'clerk-b', plan: [{ to: 'clerk-a', plan: [{ put: 'circle' }] }] }], 'done'],
])('a run that would hand work to %s is refused before that begins', async (_whom, name, plan, end) => {
  const before = puts();
  const run = await start(name, plan);
  expect(await run.result()).toMatchObject({ end });
  const asking = end === 'done' ? await childOf(run) : run.run;
  expect(await reasonIn(asking, 'onRefused')).toContain('a circle');
  expect(await engine.kinds(asking)).not.toContain('delegated');
  expect(puts()).toBe(before);
});

it('the sixth below each other is refused before it begins', async () => {
  const below = (names: Name[]): Task[] =>
    names.length === 0 ? [{ put: 'too-deep' }] : [{ to: names[0]!, plan: below(names.slice(1)) }];
  const before = puts();
  const run = await start('clerk-a', below(['clerk-b', 'clerk-c', 'clerk-d', 'clerk-e', 'clerk-f']));
  expect(await run.result()).toMatchObject({ end: 'done', summary: 'clerk-b done' });
  let last: RunId = run.run;
  for (let n = 0; n < 4; n++) last = await childOf({ run: last });
  expect(await reasonIn(last, 'onRefused')).toContain('At most 5');
  expect(puts()).toBe(before);
});

it('a child may do no more than those above it may: neither does one that they hand work to', async () => {
  const before = puts();
  const run = await start('clerk-f', [{ to: 'clerk-b', plan: [{ put: 'smuggled' }] }]);
  expect(await run.result()).toMatchObject({ end: 'failed' });
  const child = await childOf(run);
  const entries = await readEntries(engine.ledger, child);
  expect(entries.find(({ kind }) => kind === 'verdict')?.header).toMatchObject({
    verdict: 'denied',
    rule: 'permission',
  });
  expect(puts()).toBe(before);
});

it('two that act on one thing do so one after the other; of the second, which began before, a person is asked', async () => {
  const before = puts();
  const objects = ['invoice:1', 'order:1'];
  const [first, second] = [
    await start('clerk-a', [{ to: 'clerk-b', objects, plan: [{ ask: 'hold on' }, { put: 'invoice-1' }] }]),
    await start('clerk-c', [
      { ask: 'begin' },
      { to: 'clerk-d', objects: ['order:1'], plan: [{ put: 'invoice-1-too' }] },
    ]),
  ];
  const child = await childOf(first);
  expect(await answer(second.run)).toBe('ask');
  await eventually(async () => (await second.handle.describe()).raw.pendingChildren?.length === 0);
  await questionIn(child);
  expect(await engine.kinds(second.run)).not.toContain('delegated');
  await answer(child);
  expect(await first.result()).toMatchObject({ end: 'done' });
  expect(await answer(second.run, 'both are right')).toBe('sorted-out');
  expect(await second.result()).toMatchObject({ end: 'done', summary: 'both are right' });
  expect(await reasonIn(second.run, 'onConflict')).toContain(child);
  expect(puts()).toBe(before + 1);
});

it('one that has only looked is no conflict: who waited goes on', async () => {
  const before = puts();
  const objects = ['invoice:2'];
  const first = await start('clerk-a', [{ to: 'clerk-b', objects, plan: [{ ask: 'hold on' }] }]);
  const child = await childOf(first);
  const second = await start('clerk-c', [{ to: 'clerk-d', objects, plan: [{ put: 'invoice-2' }] }]);
  await eventually(async () => (await engine.kinds(second.run)).includes('step-entered'));
  expect(puts()).toBe(before);
  await answer(child);
  expect(await first.result()).toMatchObject({ end: 'done' });
  expect(await second.result()).toMatchObject({ end: 'done' });
  expect(puts()).toBe(before + 1);
});

it('what is not free in time is left alone, and what a run holds its own children may act on', async () => {
  const objects = ['invoice:3'];
  const first = await start('clerk-a', [
    { to: 'clerk-c', objects, plan: [{ to: 'clerk-d', objects, plan: [{ ask: 'hold on' }] }] },
  ]);
  const grandchild = await childOf({ run: await childOf(first) });
  const second = await start('clerk-e', [{ to: 'clerk-b', hasty: true, objects, plan: [{ put: 'invoice-3' }] }]);
  expect(await second.result()).toMatchObject({ end: 'declined' });
  expect(await reasonIn(second.run, 'onRefused')).toContain('still holds');
  await answer(grandchild);
  expect(await first.result()).toMatchObject({ end: 'done' });
});

it('a child that dies is seen by its parent, and what it held is free again', async () => {
  const objects = ['invoice:4'];
  const run = await start('clerk-a', [{ to: 'clerk-b', objects, plan: [{ ask: 'never answered' }] }]);
  const child = await childOf(run);
  const { rows } = await engine.ledger.pool.query<{ id: string }>(
    `select header::jsonb->>'workflowId' as id from entries where run = $1 and seq = 1`,
    [child],
  );
  await engine.client.workflow.getHandle(rows[0]!.id).terminate('by the test');
  expect(await run.result()).toMatchObject({ end: 'failed' });
  expect(ended(await readEntries(engine.ledger, run.run))).toEqual(['terminated']);
  const next = await start('clerk-c', [{ to: 'clerk-d', objects, plan: [{ put: 'invoice-4' }] }]);
  expect(await next.result()).toMatchObject({ end: 'done' }); // once a gateway has noticed
});

it('a parent that is cancelled ends after its child, both in a declared place', async () => {
  const run = await start('clerk-a', [{ to: 'clerk-b', plan: [{ ask: 'never answered' }] }]);
  const child = await childOf(run);
  await questionIn(child);
  await run.handle.cancel();
  await expect(run.result()).rejects.toThrow();
  const endOf = async (id: RunId) =>
    (await readEntries(engine.ledger, id)).flatMap((entry) => (entry.kind === 'run-ended' ? [entry] : []));
  const [[parentEnd], [childEnd]] = [await endOf(run.run), await endOf(child)];
  expect([parentEnd!.header.end, childEnd!.header.end]).toEqual(['cancelled', 'cancelled']);
  expect(parentEnd!.at.getTime()).toBeGreaterThanOrEqual(childEnd!.at.getTime());
  expect(ended(await readEntries(engine.ledger, run.run))).toEqual(['cancelled']);
});

it.each<[string, Name, Task]>([
  ['its share', 'clerk-a', { to: 'clerk-b', poor: true, plan: [{ think: 'twice' }] }],
  ['what is left to its parent', 'clerk-e', { to: 'clerk-b', plan: [{ think: 'twice' }] }],
])('a child spends no more than %s', async (_what, name, task) => {
  const before = engine.model.calls().length;
  const run = await start(name, [task]);
  expect(await run.result()).toMatchObject({ end: 'failed' });
  expect(await reasonIn(await childOf(run), 'onExhausted')).toContain('budget');
  expect(engine.model.calls()).toHaveLength(before);
});

it('what a child spends is drawn from its parent as well', async () => {
  const run = await start('clerk-a', [{ to: 'clerk-b', plan: [{ think: 'once' }] }]);
  expect(await run.result()).toMatchObject({ end: 'done' });
  const { rows } = await engine.ledger.pool.query<{ drawn: string }>(
    `select drawn::text from budgets where scope = 'run' and name = any ($1)`,
    [[run.run, await childOf(run)]],
  );
  expect(rows).toHaveLength(2);
  expect(rows[0]!.drawn).toBe(rows[1]!.drawn);
  expect(Number(rows[0]!.drawn)).toBeGreaterThan(0);
});

it('who only says that work was handed to it does nothing', async () => {
  const before = puts();
  const parent = await start('clerk-a', [{ ask: 'wait' }]);
  const liar = await start('clerk-b', [{ put: 'lied' }], { parent: { run: parent.run, call: 'to-clerk-b.1.0' } });
  expect(await liar.result()).toMatchObject({ end: 'not-admitted' });
  expect(puts()).toBe(before);
  await answer(parent.run);
  await parent.result();
});

it('the ledger verifies', async () => {
  const report = await snapshot(engine.ledger, (client) => verifyLedger(client, {}));
  expect(report.findings).toEqual([]);
});

it('the compiler holds what a step that hands work over may lead to', () => {
  const map = defineMap<ReturnType<typeof clerk>>('clerk-a');
  const step = {
    kind: 'delegate',
    to: 'clerk-b',
    ends: ['done'],
    usd: '1',
    within: '1 day',
    purpose: 'hand over',
    onRefused: goTo('done'),
    onConflict: goTo('help'),
    onFailed: goTo('done'),
  } as const;
  const help = {
    kind: 'human',
    role: 'keeper',
    outcome: 'note',
    purpose: 'help',
    within: '1 day',
    onExpired: goTo('done'),
  } as const;
  const done = { kind: 'end', purpose: 'the end' } as const;
  map({ hand: step, help, done });
  // @ts-expect-error -- a conflict is for a person
  map({ hand: { ...step, onConflict: goTo('done') }, help, done });
  // @ts-expect-error -- no such step
  map({ hand: { ...step, onFailed: goTo('nowhere') }, help, done });
  expect(map).toBeInstanceOf(Function);
});
