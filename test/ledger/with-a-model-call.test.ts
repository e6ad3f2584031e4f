// Needs PostgreSQL (embedded, from the global set-up).
import { randomUUID } from 'node:crypto';
import type { NewEntry } from '../../src/contracts/entry';
import type { RunId } from '../../src/contracts/ids';
import { appendAndSettle, storedForm } from '../../src/ledger/append';
import { listBudgets } from '../../src/ledger/budgets';
import { checkFence } from '../../src/ledger/check-fence';
import type { Fence } from '../../src/ledger/fence';
import { openLedger } from '../../src/ledger/ledger';
import type { Ledger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { readEntries } from '../../src/ledger/read-entries';
import { NOTHING } from '../../src/ledger/settle';
import { startRun } from '../../src/ledger/start-run';
import { verifyRun } from '../../src/ledger/verify-run';
import { testDataKeys } from '../helpers/keys';
import { freshDatabase } from '../helpers/stack';
import { worstCase } from '../helpers/worst-case';

const fence: Fence = { temporalRun: 'first', wave: 1, activity: '1', epoch: 1 };
const successor: Fence = { ...fence, epoch: 2 };
const fact = (source: string): NewEntry => ({
  ...{ source, kind: 'fact-established', step: null, header: { name: source }, body: source },
});

let database: Awaited<ReturnType<typeof freshDatabase>>;
let ledger: Ledger;
let run: RunId;
beforeAll(async () => {
  database = await freshDatabase();
  ledger = openLedger(database.url, (await testDataKeys()).dataKeys);
  await migrate(ledger);
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});
beforeEach(async () => {
  run = `run-${randomUUID()}` as RunId;
  await startRun(ledger, { id: run, tenant: run, starter: 'local|starter', temporalRun: 'first' });
});

const check = async (by: Fence, sources: string[]) =>
  checkFence(ledger.pool, run, by, [], worstCase, (await storedForm(ledger, run, sources.map(fact))).values);
const sources = async () => (await readEntries(ledger, run)).map(({ source }) => source);
/** What is spent, and reserved for calls under way. */
const drawn = async (): Promise<number> => {
  const { budgets } = await listBudgets(ledger);
  const { spent, reserved } = budgets.find(({ name, scope }) => name === run && scope === 'tenant-month')!;
  return Number(spent) + Number(reserved);
};

it('entries that a model call rests on are in the ledger with its reservation, each once', async () => {
  const { appended, permit } = await check(fence, ['a', 'b']);
  expect(appended).toMatchObject({ seq: 2, appended: 2 });
  expect(permit).toMatchObject({ tokens: 50 });
  expect(await drawn()).toBe(1);
  expect((await check(fence, ['a', 'b', 'c'])).appended).toMatchObject({ seq: 3, appended: 1 });
  expect(await sources()).toEqual(['1:a', '1:b', '1:c']);
  expect(await verifyRun(ledger, run)).toMatchObject({ intact: true });
});

it('an attempt that was replaced neither reserves nor appends', async () => {
  await check(successor, ['a']);
  await expect(check(fence, ['b'])).rejects.toMatchObject({ code: 'Ledger.Stale' });
  expect(await sources()).toEqual(['1:a']);
  expect(await drawn()).toBe(1);
});

it('what a call has cost is settled also where its entries are refused', async () => {
  const { permit } = await check(fence, []);
  if (!('reservation' in permit)) throw new Error('not reserved');
  await check(successor, []);
  expect(await drawn()).toBe(2);
  const settlement = { reservation: permit.reservation, usd: '0.25', used: NOTHING };
  const late = appendAndSettle(ledger, run, fence, [fact('late')], settlement);
  await expect(late).rejects.toMatchObject({ code: 'Ledger.Stale' });
  expect(await sources()).toEqual([]);
  expect(await drawn()).toBe(1.25);
  await appendAndSettle(ledger, run, successor, [fact('x')], settlement); // a second time changes nothing
  expect(await sources()).toEqual(['1:x']);
  expect(await drawn()).toBe(1.25);
});
