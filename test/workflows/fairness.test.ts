// Needs a Temporal dev server and PostgreSQL (stack), and a small system over real sockets.
import { fairnessKey } from '../../src/gateway/fairness-key';
import { startEngine } from '../helpers/engine';
import type { Engine } from '../helpers/engine';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine([]);
});
afterAll(() => engine.close());

const FLOOD = 60;
const TRICKLE = 4;

it('one tenant has flooded the queue: another that comes last does not wait for all of it', async () => {
  const start = (tenant: string, n: number) => engine.start('shelfGet', { item: `${tenant}-${n}` }, { tenant });
  const runs = [];
  for (let n = 0; n < FLOOD; n++) runs.push(await start('flood', n));
  for (let n = 0; n < TRICKLE; n++) runs.push(await start('trickle', n));
  await engine.startWorker({ tuning: { maxConcurrentWorkflowTaskExecutions: 2 } });
  await Promise.all(runs.map(({ result }) => result()));

  const order = engine.shelf.requests.map(({ path }) => path);
  expect(order).toHaveLength(FLOOD + TRICKLE);
  const last = order.findLastIndex((path) => path.includes('trickle'));
  expect(last).toBeLessThan(FLOOD / 2);
}, 900_000);

it('a tenant of any name has a key that Temporal takes', () => {
  expect(fairnessKey('default')).toBe('default');
  const long = fairnessKey('é'.repeat(33));
  expect(Buffer.byteLength(long)).toBe(64);
  expect(fairnessKey('é'.repeat(34))).not.toBe(long);
});
