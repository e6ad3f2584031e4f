// Needs a Temporal dev server and PostgreSQL (stack), and a small system over real sockets.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { startGateway } from '../../src/gateway/start-gateway';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { setRate } from '../../src/ledger/rates';
import { snapshot } from '../../src/ledger/verify-session';
import { verifyLedger } from '../../src/ledger/verify-ledger';
import { startEngine } from '../helpers/engine';
import type { Engine, StartedRun } from '../helpers/engine';
import { eventually } from '../helpers/eventually';
import { shelfAgent } from '../helpers/shelf/shelf-agent';

let engine: Engine;
let gateway: RunningGateway | undefined;
beforeAll(async () => {
  engine = await startEngine([]);
  await engine.startWorker();
});
afterAll(async () => {
  await gateway?.close();
  await engine.close();
});

const WATCH = 'watch-shelf';
const count = async (text: string, ...values: unknown[]): Promise<number> => {
  const { rows } = await engine.ledger.pool.query<{ n: number }>(`select count(*)::int as n from ${text}`, values);
  return rows[0]!.n;
};
const waiting = (): Promise<number> => count('parked where waiting');
const breaker = async (): Promise<string | undefined> => {
  const { rows } = await engine.ledger.pool.query<{ state: string }>('select state from breakers');
  return rows[0]?.state;
};
const itemsAsked = () => engine.shelf.requests.filter(({ path }) => path.startsWith('/items/'));

const mostInASecond = (requests: { at: number }[]): number =>
  Math.max(...requests.map(({ at }) => requests.filter((other) => other.at >= at && other.at < at + 1_000).length));

const RUNS = { flood: 48, trickle: 6, drip: 6 };
const ALL = 60;

const startRuns = (tenant: keyof typeof RUNS): Promise<StartedRun[]> =>
  Promise.all(
    Array.from({ length: RUNS[tenant] }, (_, n) =>
      engine.start('shelfGetOrWait', { item: `${tenant}-${n}` }, { tenant }),
    ),
  );

it('a system is down with runs on their way: all wait, none keeps trying; it comes back, and all go on, each tenant in its turn', async () => {
  const isBack = engine.shelf.behave({ path: '/', status: 503 });
  const flood = await startRuns('flood');
  await eventually(async () => (await waiting()) === RUNS.flood, 90);
  expect(await breaker()).toBe('open');

  // Nobody asks for anything while it is down, those that come now not even once; only the watch looks whether it is back.
  const tried = itemsAsked().length;
  const failed = await count(`entries where kind = 'call-failed'`);
  const runs = [...flood, ...(await startRuns('trickle')), ...(await startRuns('drip'))];
  await eventually(async () => (await waiting()) === ALL, 90);
  const probes = engine.shelf.requests.filter(({ path }) => path === '/ping').length;
  await eventually(() => engine.shelf.requests.filter(({ path }) => path === '/ping').length > probes);
  expect(itemsAsked()).toHaveLength(tried);
  expect(await count(`entries where kind = 'call-failed'`)).toBe(failed);

  // It is back, and bears two requests a second; later more.
  await setRate(engine.ledger, { system: 'shelf', rps: 2, why: 'the test', by: 'local|controller' });
  isBack();
  const servedNow = () => itemsAsked().filter(({ refused }) => !refused);
  await eventually(() => servedNow().length >= 10, 60);
  const held = mostInASecond(engine.shelf.requests.filter(({ refused }) => !refused));
  expect(held).toBeLessThanOrEqual(3); // two permits, and one whose request was under way for long
  await setRate(engine.ledger, { system: 'shelf', rps: 100, why: 'the test', by: 'local|controller' });
  const results = await Promise.all(runs.map(({ result }) => result()));
  expect(new Set(results.map(({ end }) => end))).toEqual(new Set(['tidied']));
  await eventually(async () => (await breaker()) === 'closed');
  expect(await waiting()).toBe(0);
  await engine.client.workflow.getHandle(WATCH).result();

  // By turns: the small tenants are through while most of the flood still waits.
  const served = itemsAsked().filter(({ refused }) => !refused);
  const lastOfSmall = Math.max(...served.map(({ path }, i) => (path.startsWith('/items/flood-') ? -1 : i)));
  expect(lastOfSmall).toBeLessThan(RUNS.flood / 2 + RUNS.trickle + RUNS.drip);
  expect(mostInASecond(engine.shelf.requests.filter(({ refused }) => !refused))).toBeLessThanOrEqual(100);

  const report = await snapshot(engine.ledger, (client) => verifyLedger(client, {}));
  expect(report.findings).toEqual([]);
}, 900_000);

it('a watch that was terminated is started again by the gateway, and runs are woken', async () => {
  const isBack = engine.shelf.behave({ path: '/', status: 503 });
  const run = await engine.start('shelfGetOrWait', { item: 'unwatched' });
  await eventually(async () => (await waiting()) === 1, 60);
  const watch = engine.client.workflow.getHandle(WATCH);
  await eventually(async () => (await watch.describe()).status.name === 'RUNNING');
  await watch.terminate('by the test');
  isBack();
  const { ledger, client: temporal, keys } = engine;
  gateway = await startGateway({ ledger, temporal, keys, agents: { [shelfAgent.name]: shelfAgent }, maps: {} });
  expect(await run.result()).toMatchObject({ end: 'tidied' });
  if (process.env['RECORD_HISTORIES']) {
    const file = path.join(__dirname, '../replay/histories/parking/waits-for-its-system.json');
    writeFileSync(file, historyToJSON(await engine.history(run)));
  }
}, 900_000);

it('a run that fails for a reason of its own holds up nobody', async () => {
  const isBack = engine.shelf.behave({ path: '/items/poison', status: 500 });
  const poison = await engine.start('shelfGetOrWait', { item: 'poison' });
  await eventually(async () => (await waiting()) === 1, 60);
  const { result } = await engine.start('shelfGetOrWait', { item: 'sound' });
  expect(await result()).toMatchObject({ end: 'tidied' });
  expect(await waiting()).toBeLessThanOrEqual(1);
  isBack();
  expect(await poison.result()).toMatchObject({ end: 'tidied' });
}, 900_000);
