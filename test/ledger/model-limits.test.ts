// Needs PostgreSQL (embedded, from the global set-up).
import { randomUUID } from 'node:crypto';
import type { RunId } from '../../src/contracts/ids';
import type { RateLimit } from '../../src/integrations/anthropic/rate-limits';
import { checkFence } from '../../src/ledger/check-fence';
import { openLedger } from '../../src/ledger/ledger';
import type { Ledger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { readModelLimits } from '../../src/ledger/model-limits';
import { NOTHING, settle } from '../../src/ledger/settle';
import type { Used } from '../../src/ledger/settle';
import { startRun } from '../../src/ledger/start-run';
import { testDataKeys } from '../helpers/keys';
import { freshDatabase } from '../helpers/stack';
import { worstCase } from '../helpers/worst-case';

const fence = { temporalRun: 'first', wave: 1, activity: '1', epoch: 1 };
/** So much that nothing fills within a test. */
const SLOW = 0.001;

let database: Awaited<ReturnType<typeof freshDatabase>>;
let ledger: Ledger;
const run = 'run-limits' as RunId;
beforeAll(async () => {
  database = await freshDatabase();
  ledger = openLedger(database.url, (await testDataKeys()).dataKeys);
  await migrate(ledger);
  await startRun(ledger, { id: run, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const ask = async (model: string, input: number) => {
  const call = { ...worstCase, prompt: '0', token: '0', model, input };
  return (await checkFence(ledger.pool, run, fence, [], call)).permit;
};
const reserve = async (model: string, input: number): Promise<number> => {
  const permit = await ask(model, input);
  if (!('reservation' in permit)) throw new Error('not reserved');
  return permit.reservation;
};
interface Said {
  most?: number;
  perSecond?: number;
  agoMs?: number;
}
const say = (
  reservation: number,
  remaining: number,
  used: Used,
  { most = 10_000, perSecond = SLOW, agoMs = 0 }: Said = {},
): Promise<void> => {
  const limits: RateLimit[] = [{ kind: 'input', most, remaining, perSecond }];
  return settle(ledger.pool, reservation, { usd: '0', used, said: { limits, at: performance.now() - agoMs } });
};
const leftOf = async (model: string): Promise<number | undefined> =>
  (await readModelLimits(ledger)).find((limit) => limit.model === model)?.left;
const newModel = () => `model-${randomUUID()}`;
const used = (input: number): Used => ({ requests: 1, input, output: 5 });

test('a model of which nothing was said is asked; what was said first counts with the calls that are still under way', async () => {
  const model = newModel();
  const [first, second] = [await reserve(model, 1_000), await reserve(model, 3_000)];
  expect(await leftOf(model)).toBeUndefined();
  await say(first, 9_000, used(1_000));
  expect(await leftOf(model)).toBe(9_000 - 200 - 3_000); // but for a fiftieth
  await settle(ledger.pool, second, { usd: '0', used: NOTHING });
  expect(await leftOf(model)).toBe(8_800);
});

test('what is drawn and not used comes back; what others have used besides is learnt, and what is told late raises nothing', async () => {
  const model = newModel();
  await say(await reserve(model, 0), 10_000, used(0));
  const call = await reserve(model, 4_000);
  expect(await leftOf(model)).toBe(5_800);
  await say(call, 9_900, used(1_000), { agoMs: 60_000 });
  expect(await leftOf(model)).toBe(8_800);
  await say(await reserve(model, 100), 5_000, used(100));
  expect(await leftOf(model)).toBe(4_800);
});

test('one call waits for its turn, however large; those after it come back later, and draw nothing', async () => {
  const model = newModel();
  await say(await reserve(model, 0), 1_200, used(0), { perSecond: 200 });
  const large = await ask(model, 50_000); // more than ever fits: as much as fits
  if (!('wait' in large)) throw new Error('not reserved');
  expect(large.wait).toBeLessThanOrEqual(44_000);
  expect(large.wait).toBeGreaterThan(40_000);
  expect(await ask(model, 1)).toEqual({ later: expect.any(Number) as number });
  await settle(ledger.pool, large.reservation, { usd: '0', used: NOTHING });
  expect(await ask(model, 1)).toMatchObject({ wait: 0 });
});

test('where the provider fills so slowly that the turn is far off, nothing is drawn', async () => {
  const model = newModel();
  await say(await reserve(model, 0), 1_200, used(0));
  expect(await ask(model, 5_000)).toEqual({ later: 60_000 });
  expect(await leftOf(model)).toBe(1_000);
});

test('a limit that the provider has changed is taken as it says', async () => {
  const model = newModel();
  await say(await reserve(model, 0), 1_000, used(0));
  await say(await reserve(model, 0), 40_000, used(0), { most: 50_000 });
  expect(await leftOf(model)).toBe(39_000);
});
