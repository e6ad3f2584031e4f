// Needs a Temporal dev server and PostgreSQL (stack), a scripted model and a small system over real sockets; a worker process is killed.
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import Decimal from 'decimal.js';
import type { ApprovalId } from '../../src/contracts/ids';
import { prices } from '../../src/integrations/prices/prices';
import { listBudgets, setBudget } from '../../src/ledger/budgets';
import { readEntries } from '../../src/ledger/read-entries';
import { verifyRun } from '../../src/ledger/verify-run';
import type { RecordedCall } from '../../standins/model/messages-api';
import { startEngine } from '../helpers/engine';
import type { Engine, StartedRun } from '../helpers/engine';
import { eventually } from '../helpers/eventually';
import { bundleShelf, kill, startWorkerProcess } from '../helpers/worker-process';
import { thriftyAgent } from './workflows/thrifty-agent';
import { thriftyMap } from './workflows';

const look = { calls: [{ tool: 'look', args: { item: 'a', bytes: 2_000 } }] };
const conclude = { conclude: { note: 'done' } };

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({
    'case-race': [look, look, look, conclude],
    'case-once': [conclude],
    'case-killed': [look, { ...conclude, delayMs: 3_000 }],
    'case-turned-away': [{ ...conclude, fault: { kind: 'overloaded' } }],
    'case-broken-off': [{ ...conclude, fault: { kind: 'cut-off', clean: true } }],
  });
  const agents = { [thriftyAgent.name]: thriftyAgent };
  const workflows = { path: require.resolve('./workflows'), agents, maps: { [thriftyMap.name]: thriftyMap } };
  await engine.startWorker({ mainQueue: 'thrift', workflows });
}, 900_000);
afterAll(() => engine.close());

const limit = (name: string, usd: string): Promise<void> =>
  setBudget(engine.ledger, { scope: 'tenant-month', name, usd, why: 'a test', by: 'local|controller' });

async function booksOf(tenant: string) {
  const { budgets, unknown } = await listBudgets(engine.ledger, { tenants: [tenant] });
  return { ...budgets.find(({ name }) => name === tenant)!, calls: unknown };
}

/** What the stand-in has been paid for a conversation with this text, by the price book. */
function paid(text: string): Decimal {
  return engine.model
    .calls()
    .filter(({ request }) => JSON.stringify(request?.messages ?? '').includes(text))
    .reduce((sum, call) => sum.plus(costOf(call)), new Decimal(0));
}

function costOf({ usage, model }: RecordedCall): Decimal {
  if (!usage) return new Decimal(0);
  const { cache_creation: written } = usage;
  const tokens = {
    input: usage.input_tokens,
    output: usage.output_tokens,
    cacheRead: usage.cache_read_input_tokens ?? 0,
    cacheWrite5m: written?.ephemeral_5m_input_tokens ?? 0,
    cacheWrite1h: written?.ephemeral_1h_input_tokens ?? 0,
  };
  return prices().costOf(tokens, model);
}

const start = (workflow: string, marker: string, tenant: string): Promise<StartedRun> =>
  engine.start(workflow, { marker }, { tenant, taskQueue: 'thrift' });

it('runs that race for a budget of their month never pass it, and the books are the stand-in’s to the cent', async () => {
  await limit('racers', '0.05');
  const runs = await Promise.all(Array.from({ length: 20 }, () => start('plain', 'case-race', 'racers')));
  const results = await Promise.all(runs.map((run) => run.result()));
  const ends = new Set(results.map(({ end }) => end));
  expect(ends).toContain('given-up');
  const books = await booksOf('racers');
  // Nothing is open but calls that were given up, as where an attempt timed out on a slow machine; without any, the two are equal.
  const unsettled = new Decimal(books.reserved).plus(books.unknown);
  const beyondTheBooks = paid('case-race').minus(books.spent);
  expect(beyondTheBooks.gte(0)).toBe(true);
  expect(beyondTheBooks.lte(unsettled)).toBe(true);
  expect(unsettled.plus(books.spent).lte('0.05')).toBe(true);
  expect(new Decimal(books.spent).gt('0.02')).toBe(true);
}, 900_000);

it('a call that was turned away costs nothing; one that broke off is spent, unknown, and no more than its reservation', async () => {
  await (await start('plain', 'case-turned-away', 'away')).result();
  expect(await booksOf('away')).toMatchObject({
    spent: paid('case-turned-away').toFixed(),
    reserved: '0',
    unknown: '0',
  });
  await (await start('plain', 'case-broken-off', 'broken')).result();
  const books = await booksOf('broken');
  const [broken, ...whole] = engine.model
    .calls()
    .filter(({ request }) => JSON.stringify(request?.messages ?? '').includes('case-broken-off'));
  expect(
    whole
      .map(costOf)
      .reduce((sum, each) => sum.plus(each))
      .toFixed(),
  ).toBe(books.spent);
  expect(costOf(broken!).lte(new Decimal(books.reserved))).toBe(true); // until it lapses
  expect(new Decimal(books.reserved).gt(0)).toBe(true);
});

it('a worker that is killed in mid-call leaves what lapses into spent, unknown', async () => {
  const bundle = await bundleShelf(tmpdir());
  const env = { ...engine.env, WORKFLOW_BUNDLE: bundle, MODEL_TIMEOUT_MS: '5000' };
  const first = await startWorkerProcess(env);
  const run = await engine.start('shelfAgentRun', { marker: 'case-killed' }, { tenant: 'killed' });
  const called = (): RecordedCall[] =>
    engine.model.calls().filter(({ request }) => JSON.stringify(request?.messages ?? '').includes('case-killed'));
  await eventually(() => Promise.resolve(called().length === 2));
  await kill(first);
  const second = await startWorkerProcess(env);
  try {
    expect(await run.result()).toMatchObject({ end: 'tidied' });
  } finally {
    await kill(second);
    await rm(bundle, { force: true });
  }
  await eventually(async () => (await booksOf('killed')).calls.length === 1, 30_000);
  const books = await booksOf('killed');
  const [before, lost, ...after] = called();
  expect(books).toMatchObject({ reserved: '0', calls: [{ run: run.run, step: 'tidy' }] });
  expect(books.unknown).toBe(books.calls[0]!.usd);
  expect(
    [before!, ...after]
      .map(costOf)
      .reduce((sum, each) => sum.plus(each))
      .toFixed(),
  ).toBe(books.spent);
  expect(costOf(lost!).lte(books.unknown)).toBe(true);
  expect(await verifyRun(engine.ledger, run.run)).toMatchObject({ intact: true });
}, 900_000);

describe('over budget', () => {
  it('asks a person for more, and goes on once it is allowed', async () => {
    await limit('asking', '0.0001');
    const run = await start('asking', 'case-once', 'asking');
    const approval = await asked(run);
    await engine.decide({ approval, decision: 'approve', by: approver, reason: 'go on' });
    await run.handle.signal('decided', { approval });
    expect(await run.result()).toMatchObject({ end: 'tidied' });
    expect(await booksOf('asking')).toMatchObject({ limit: '0.0001', raised: '0.5', reserved: '0' });
    const raised = (await readEntries(engine.ledger, run.run)).filter(({ kind }) => kind === 'budget-raised');
    expect(raised).toMatchObject([{ header: { approval, usd: '0.50' } }]);
    if (process.env['RECORD_HISTORIES']) {
      const file = path.join(__dirname, '../replay/histories/budgets/asks-for-more.json');
      writeFileSync(file, historyToJSON(await engine.history(run)));
    }
  }, 900_000);

  it('does not when a person says no, and whoever started the run is not asked', async () => {
    await limit('refused', '0.0001');
    const run = await start('asking', 'case-once', 'refused');
    const approval = await asked(run);
    const starter = { issuer: 'local', subject: 'starter' };
    await expect(engine.decide({ approval, decision: 'approve', by: starter, reason: '' })).rejects.toMatchObject({
      code: 'Approval.NotYours',
    });
    await engine.decide({ approval, decision: 'deny', by: approver, reason: 'no' });
    await run.handle.signal('decided', { approval });
    expect(await run.result()).toMatchObject({ end: 'given-up' });
    expect(await booksOf('refused')).toMatchObject({ raised: '0', spent: '0' });
  }, 900_000);

  it('goes on with a cheaper model, and says so on the result', async () => {
    await limit('frugal', '0.002');
    const run = await start('frugal', 'case-once', 'frugal');
    expect(await run.result()).toMatchObject({
      end: 'tidied',
      degraded: ['frugal: with claude-haiku-5-5, as a budget does not afford a dearer model'],
    });
    const thought = (await readEntries(engine.ledger, run.run)).find(({ kind }) => kind === 'thought');
    expect(thought).toMatchObject({ header: { model: 'claude-haiku-5-5' } });
  }, 900_000);

  it('takes the path that it declares, or that of an agent that did not conclude', async () => {
    await limit('leaving', '0.0001');
    const [leaving, plain] = [
      await start('leaving', 'case-once', 'leaving'),
      await start('plain', 'case-once', 'leaving'),
    ];
    expect(await leaving.result()).toMatchObject({
      end: 'broke',
      summary: expect.stringContaining('0.0001 USD of the tenant-month') as string,
    });
    expect(await plain.result()).toMatchObject({ end: 'given-up' });
    expect(await booksOf('leaving')).toMatchObject({ spent: '0' });
  }, 900_000);
});

const approver = { issuer: 'local', subject: 'controller' };

async function asked(run: StartedRun): Promise<ApprovalId> {
  let approval: ApprovalId | undefined;
  await eventually(async () => {
    const entries = await readEntries(engine.ledger, run.run);
    for (const entry of entries) if (entry.kind === 'approval-asked') approval = entry.header.approval;
    return approval !== undefined;
  });
  return approval!;
}
