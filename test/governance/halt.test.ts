// Needs a Temporal dev server and PostgreSQL (stack), a scripted model and a small system over real sockets; workers are processes of their own.
import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createClient } from '../../client';
import type { SeaworthyClient } from '../../client';
import type { RunId } from '../../src/contracts/ids';
import { startGateway } from '../../src/gateway/start-gateway';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { OPERATIONS } from '../../src/ledger/operations';
import { readEntries } from '../../src/ledger/read-entries';
import { verifyRun } from '../../src/ledger/verify-run';
import { startCutOff } from '../helpers/cut-off';
import type { CutOff } from '../helpers/cut-off';
import { startEngine } from '../helpers/engine';
import type { Engine, StartedRun } from '../helpers/engine';
import { eventually } from '../helpers/eventually';
import type { Script } from '../helpers/scripted-model';
import { shelfAgent } from '../helpers/shelf/shelf-agent';
import { bundleShelf, kill, startWorkerProcess } from '../helpers/worker-process';

const PROMISED_MS = 2_000;
const look = (item: string) => ({ tool: 'look', args: { item, bytes: 100 } });
/** Slow answers, and writes of two kinds in between: 30 of these keep model and shelf busy for some ten seconds. */
const load: Script = [
  { calls: [look('a')], delayMs: 700 },
  { calls: [{ tool: 'put', args: { item: 'first' } }], delayMs: 700 },
  { calls: [{ tool: 'store', args: { item: 'stored', amount: '5' } }, look('b')], delayMs: 700 },
  { calls: [{ tool: 'put', args: { item: 'second' } }], delayMs: 700 },
  { calls: [look('c')], delayMs: 700 },
  { conclude: { note: 'done' }, delayMs: 700 },
];

let engine: Engine;
let bundle: string;
let proxy: CutOff;
let gateway: RunningGateway;
let client: SeaworthyClient;
const workers: ChildProcess[] = [];
beforeAll(async () => {
  engine = await startEngine({
    'case-load': load,
    'case-stalled': [
      { say: 'I begin, and then say no more.', calls: [look('a')], fault: { kind: 'stall' } },
      { conclude: { note: 'done' } },
    ],
    'case-mail': [{ calls: [{ tool: 'put', args: { item: 'mail' } }] }, { conclude: { note: 'done' } }],
    'case-look': [
      { calls: [look('a')] },
      { calls: [{ tool: 'put', args: { item: 'mail' } }] },
      { conclude: { note: 'done' } },
    ],
    'case-read': [{ calls: [{ tool: 'fetch', args: { item: 'a', bytes: 10 } }] }, { conclude: { note: 'done' } }],
  });
  bundle = await bundleShelf(tmpdir());
  proxy = await startCutOff(engine.env['DATABASE_URL']!);
  gateway = await startGateway({
    ledger: engine.ledger,
    temporal: engine.client,
    keys: engine.keys,
    agents: { [shelfAgent.name]: shelfAgent },
  });
  client = createClient({ url: gateway.url, as: 'controller' });
  for (const env of [{ DATABASE_URL: proxy.url }, { DATABASE_URL: proxy.url }])
    workers.push(await startWorkerProcess({ ...engine.env, ...env, WORKFLOW_BUNDLE: bundle }));
}, 900_000);
afterAll(async () => {
  await gateway.close();
  await Promise.all(workers.map((worker) => kill(worker)));
  await proxy.close();
  await engine.close();
  await rm(bundle, { force: true });
});

/** When anything began that a halt keeps from beginning: model calls and writes by the clocks of the stand-ins, claims by the database's. */
async function began(): Promise<{ model: number[]; writes: number[]; claims: number[] }> {
  const { rows } = await engine.ledger.pool.query<{ at: Date }>(`select at from entries where kind = 'write-claimed'`);
  return {
    model: engine.model.calls().map(({ at }) => at),
    writes: engine.shelf.writes.map(({ at }) => at),
    claims: rows.map(({ at }) => at.getTime()),
  };
}

const within = (times: number[], from: number, to: number): number => times.filter((at) => at > from && at < to).length;

/** Rests for `ms` after `since`, then expects that nothing began once the promised time was over, though work was under way before. */
async function expectStandstill(since: number, ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, since + ms - Date.now()));
  const seen = await began();
  const until = since + ms;
  expect(within(seen.model, since - 3_000, since)).toBeGreaterThan(0);
  expect(within(seen.claims, since - 3_000, since)).toBeGreaterThan(0);
  for (const kind of ['model', 'writes', 'claims'] as const)
    expect([kind, within(seen[kind], since + PROMISED_MS, until)]).toEqual([kind, 0]);
  const last =
    Math.max(
      0,
      ...Object.values(seen)
        .flat()
        .filter((at) => at < until),
    ) - since;
  process.stderr.write(`standstill: the last model call, claim or write began ${last} ms after\n`);
}

/** All end as if nothing had been, each effect once, and the ledgers are whole. */
async function expectAllRight(runs: StartedRun[]): Promise<void> {
  for (const { run, result } of runs) {
    expect(await result()).toMatchObject({ end: 'tidied', summary: 'done' });
    const items = (references: string[]): string[] =>
      references.flatMap((reference) => (reference.includes(run) ? reference.split('/').slice(-1) : [])).sort();
    expect(items(engine.shelf.effects.put)).toEqual(['first', 'second']);
    expect(items(engine.shelf.effects.committed)).toEqual(['stored']);
    const entries = await readEntries(engine.ledger, run);
    expect(entries.filter(({ kind }) => kind === 'thought')).toHaveLength(load.length);
    for (const kind of ['result', 'verdict']) {
      const calls = entries
        .filter((entry) => entry.kind === kind)
        .map(({ header }) => (header as { call: string }).call);
      expect(new Set(calls).size).toBe(calls.length);
    }
    expect(await verifyRun(engine.ledger, run)).toMatchObject({ intact: true });
  }
}

/** Starts thirty, and lets them come into full swing. */
async function underLoad(): Promise<StartedRun[]> {
  const before = (await began()).claims.length;
  const runs = await Promise.all(
    Array.from({ length: 30 }, () => engine.start('shelfAgentRun', { marker: 'case-load' }, { brief: true })),
  );
  await eventually(async () => (await began()).claims.length >= before + 10);
  return runs;
}

const parked = async (runs: StartedRun[]): Promise<number> => {
  const { rows } = await engine.ledger.pool.query<{ n: number }>(
    `select count(*)::int as n from runs where status = 'parked' and id = any($1)`,
    [runs.map(({ run }) => run)],
  );
  return rows[0]!.n;
};

describe('halting under load', () => {
  it('two seconds on nothing begins; runs wait, and after the resume all end with nothing done twice', async () => {
    const runs = await underLoad();
    const { id, since } = await client.halt({ kind: 'all', why: 'strange postings' });
    await expectStandstill(Date.parse(since), 6_000);
    await eventually(async () => (await parked(runs)) === runs.length);
    const { rows } = await engine.ledger.pool.query(
      `select status, run_end from runs where run_end is not null and id = any($1)`,
      [runs.map(({ run }) => run)],
    );
    expect(rows).toEqual([]);
    await client.resume(id, { why: 'they were right' });
    await expectAllRight(runs);
    expect((await readEntries(engine.ledger, OPERATIONS)).slice(-2)).toMatchObject([
      { kind: 'halt-declared', body: { by: 'local|controller', why: 'strange postings' } },
      { kind: 'halt-lifted', body: { by: 'local|controller', why: 'they were right' } },
    ]);
  }, 900_000);

  it('the database out of reach counts as a halt, and when it is back all runs end with nothing done twice', async () => {
    const runs = await underLoad();
    const since = Date.now();
    proxy.cut();
    await expectStandstill(since, 8_000);
    proxy.mend();
    await expectAllRight(runs);
  }, 900_000);
});

describe('a halt', () => {
  it('that nobody can ask for breaks off an answer that streams, too', async () => {
    const { run, result } = await engine.start('shelfAgentRun', { marker: 'case-stalled' }, { brief: true });
    const call = () => engine.model.calls().find(({ request }) => JSON.stringify(request).includes(run));
    await eventually(() => call()?.answered === true);
    const since = Date.now();
    proxy.cut();
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect(engine.model.calls().filter(({ request }) => JSON.stringify(request).includes(run))).toHaveLength(1);
    proxy.mend();
    expect(await result()).toMatchObject({ end: 'tidied' });
    const broken = (await readEntries(engine.ledger, run)).filter(({ kind }) => kind === 'model-failed');
    expect(broken).toMatchObject([{ header: { class: 'halted' } }]);
    const { usd, ms } = broken[0]!.header as { usd: string; ms: number };
    expect(Number(usd)).toBeGreaterThan(0);
    const after = call()!.at + ms - since;
    process.stderr.write(`broken off ${after} ms after the database was cut off\n`);
    expect(after).toBeLessThan(PROMISED_MS + 1_500);
  });

  it('breaks off an answer that streams, which counts as paid as far as it came', async () => {
    const { run, result } = await engine.start('shelfAgentRun', { marker: 'case-stalled' }, { brief: true });
    await eventually(() =>
      engine.model.calls().some(({ request, answered }) => answered && JSON.stringify(request).includes(run)),
    );
    const halt = await client.halt({ kind: 'system', value: 'anthropic', why: 'no more of this' });
    await eventually(async () => (await engine.kinds(run)).includes('model-failed'), 6);
    const broken = (await readEntries(engine.ledger, run)).find(({ kind }) => kind === 'model-failed')!;
    expect(broken.header).toMatchObject({ class: 'halted' });
    const { usd, tokens } = broken.header as { usd: string; tokens: number };
    expect(Number(usd)).toBeGreaterThan(0);
    await eventually(async () => (await client.run(run)).status === 'parked');
    const story = await client.run(run);
    expect(Number(story.usd)).toBeCloseTo(Number(usd), 8);
    expect(story.tokens).toBe(tokens);
    await client.resume(halt.id, { why: 'go on' });
    expect(await result()).toMatchObject({ end: 'tidied' });
  });

  it.each([
    ['workflow', 'shelf-keeping'],
    ['agent', 'shelf-keeping'],
    ['tool', 'put'],
    ['system', 'shelf'],
    ['tenant', 'acme'],
  ] as const)('of %s %s holds a run up until it is lifted, and it says why', async (kind, value) => {
    const halt = await client.halt({ kind, value, why: 'to be looked at' });
    const options = { tenant: 'acme', brief: true };
    const { run, handle, result } = await engine.start('shelfAgentRun', { marker: 'case-mail' }, options);
    await eventually(async () => (await client.run(run).catch(() => undefined))?.status === 'parked');
    const thoughts = engine.model.calls().filter(({ request }) => JSON.stringify(request).includes(run)).length;
    expect(thoughts).toBe(kind === 'tool' || kind === 'system' ? 1 : 0);
    expect(engine.shelf.effects.put.filter((key) => key.includes(run))).toEqual([]);
    expect((await client.run(run)).timeline.at(-1)).toMatchObject({ why: `${kind} ${value}: to be looked at` });
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toContain(`halted: ${kind} ${value}: to be looked at`);
    await client.resume(halt.id, { why: 'fine' });
    expect(await result()).toMatchObject({ end: 'tidied' });
    expect(engine.shelf.effects.put.filter((key) => key.includes(run))).toHaveLength(1);
  });

  it('of writes lets reads go on, and of one tenant lets the others be', async () => {
    const system = await client.halt({ kind: 'system', value: 'shelf', why: 'reads only' });
    const tenant = await client.halt({ kind: 'tenant', value: 'acme', why: 'only them' });
    const read = await engine.start('shelfAgentRun', { marker: 'case-read' });
    expect(await read.result()).toMatchObject({ end: 'tidied' });
    await client.resume(system.id, { why: 'over' });
    const other = await engine.start('shelfAgentRun', { marker: 'case-mail' }, { tenant: 'other' });
    expect(await other.result()).toMatchObject({ end: 'tidied' });
    await client.resume(tenant.id, { why: 'over' });
  });

  it('of what nobody has is refused, since it would halt nothing', async () => {
    await expect(client.halt({ kind: 'tool', value: 'putt', why: 'typo' })).rejects.toMatchObject({
      code: 'Input.Invalid',
      detail: expect.stringContaining('put, push, store') as string,
    });
    await expect(client.halt({ kind: 'tool', value: 'fetch', why: 'only reads' })).rejects.toMatchObject({
      code: 'Input.Invalid',
    });
    await expect(client.halt({ kind: 'tool', why: 'which?' })).rejects.toMatchObject({ code: 'Input.Invalid' });
    await expect(client.resume(999_999, { why: 'none' })).rejects.toMatchObject({ code: 'Halt.Unknown' });
    expect(await client.halts()).toEqual([]);
  });
});

describe('a rule', () => {
  const verdicts = async (run: RunId): Promise<unknown[]> =>
    (await readEntries(engine.ledger, run)).filter(({ kind }) => kind === 'verdict').map(({ header }) => header);

  it('denies at once, in what is under way, and its version is on the verdict', async () => {
    const rule = await client.addRule({ effect: 'deny', target: 'tool', name: 'put', tenant: 'acme', why: 'not here' });
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // what workers may keep
    const { run, result } = await engine.start('shelfAgentRun', { marker: 'case-mail' }, { tenant: 'acme' });
    expect(await result()).toMatchObject({ end: 'tidied' });
    expect(await verdicts(run)).toMatchObject([
      { verdict: 'denied', rule: `rule-${rule.id}`, policy: 7, rules: rule.version },
    ]);
    expect(engine.shelf.effects.put.filter((key) => key.includes(run))).toEqual([]);
    const step = await engine.start('shelfPut', { item: 'x' }, { tenant: 'acme' });
    await eventually(async () => (await engine.kinds(step.run)).includes('approval-asked')); // onRejected leads to a person
    expect(engine.shelf.effects.put.filter((key) => key.includes(step.run))).toEqual([]);
    await step.handle.cancel();
    await client.endRule(rule.id, { why: 'over' });
  });

  it('looks at what the agent has read: a write after text of others needs a person', async () => {
    const rule = await client.addRule({
      effect: 'approval',
      target: 'writes',
      fact: 'untrustedText',
      role: 'keeper',
      within: '1 hour',
      why: 'careful',
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const plain = await engine.start('shelfAgentRun', { marker: 'case-mail' });
    expect(await plain.result()).toMatchObject({ end: 'tidied' });
    const { run, handle } = await engine.start('shelfAgentRun', { marker: 'case-look' });
    await eventually(async () => (await engine.kinds(run)).includes('approval-asked'));
    expect((await verdicts(run)).at(-1)).toMatchObject({
      tool: 'put',
      verdict: 'needs-approval',
      rule: `rule-${rule.id}`,
    });
    expect(engine.shelf.effects.put.filter((key) => key.includes(run))).toEqual([]);
    await handle.cancel();
    await client.endRule(rule.id, { why: 'over' });
  });

  it('asks a person, by the role and time of the row', async () => {
    const rule = await client.addRule({
      effect: 'approval',
      target: 'writes',
      role: 'keeper',
      within: '1 hour',
      why: 'careful',
    });
    const { run, handle } = await engine.start('shelfPut', { item: 'asked' });
    await eventually(async () => (await engine.kinds(run)).includes('approval-asked'));
    expect((await client.run(run)).role).toBe('keeper');
    expect(engine.shelf.effects.put.filter((key) => key.includes(run))).toEqual([]);
    await handle.cancel();
    await client.endRule(rule.id, { why: 'over' });
    expect((await client.rules()).rules).toEqual([]);
  });
});
