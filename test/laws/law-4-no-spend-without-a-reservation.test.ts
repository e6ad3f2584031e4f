// Needs PostgreSQL (embedded).
import { randomUUID } from 'node:crypto';
import type { RunId } from '../../src/contracts/ids';
import { listBudgets, setBudget } from '../../src/ledger/budgets';
import { checkFence } from '../../src/ledger/check-fence';
import { openLedger } from '../../src/ledger/ledger';
import type { Ledger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { NOTHING, settle } from '../../src/ledger/settle';
import { startRun } from '../../src/ledger/start-run';
import { testDataKeys } from '../helpers/keys';
import { freshDatabase } from '../helpers/stack';
import { worstCase } from '../helpers/worst-case';

const fence = { temporalRun: 'first', wave: 1, activity: '1', epoch: 1 };
const month = { scope: 'tenant-month', why: 'a test', by: 'local|controller' } as const;

let database: Awaited<ReturnType<typeof freshDatabase>>;
let ledger: Ledger;
const ledgers: Ledger[] = [];
beforeAll(async () => {
  database = await freshDatabase();
  const { dataKeys } = await testDataKeys();
  for (let each = 0; each < 4; each++) ledgers.push(openLedger(database.url, dataKeys, { connections: 8 }));
  ledger = ledgers[0]!;
  await migrate(ledger);
});
afterAll(async () => {
  await Promise.all(ledgers.map((each) => each.close()));
  await database.drop();
});

async function newRun(tenant: string): Promise<RunId> {
  const run = `run-${randomUUID()}` as RunId;
  await startRun(ledger, { id: run, tenant, starter: 'local|starter', temporalRun: 'first' });
  return run;
}

const ask = async (run: RunId, { by = ledger, ...call }: Partial<typeof worstCase> & { by?: Ledger } = {}) =>
  (await checkFence(by.pool, run, fence, [], { ...worstCase, ...call })).permit;

const budgetOf = async (name: string) =>
  (await listBudgets(ledger)).budgets.find((each) => each.name === name && each.scope === 'tenant-month')!;

test('200 runs that race for one budget, over four pools of connections, never pass it', async () => {
  await setBudget(ledger, { ...month, name: 'race', usd: '50' });
  const runs = await Promise.all(Array.from({ length: 200 }, () => newRun('race')));
  let most = 0;
  let racing = true;
  const watching = (async () => {
    while (racing) {
      const { rows } = await ledger.pool.query<{ drawn: number }>(
        `select max(drawn)::float8 as drawn from budgets where name = 'race'`,
      );
      most = Math.max(most, rows[0]!.drawn);
    }
  })();
  /** As long as it is let: each call may cost a dollar, and costs a quarter. */
  const race = async (run: RunId, index: number): Promise<number> => {
    const by = ledgers[index % ledgers.length]!;
    for (let calls = 0; ; calls++) {
      const permit = await ask(run, { by, leastTokens: 50 });
      if (!('reservation' in permit)) return calls;
      await settle(by.pool, permit.reservation, { usd: '0.25', used: NOTHING });
    }
  };
  const calls = await Promise.all(runs.map(race));
  racing = false;
  await watching;
  const made = calls.reduce((sum, each) => sum + each, 0);
  expect(most).toBeLessThanOrEqual(50);
  expect(await budgetOf('race')).toMatchObject({ spent: String(made / 4), reserved: '0', unknown: '0' });
  // Whoever still had a dollar to reserve was let; the last to be refused met others' reservations.
  expect(made).toBeGreaterThan(50);
}, 900_000);

test('all at once and none settled, exactly as many are let as the budget affords', async () => {
  await setBudget(ledger, { ...month, name: 'at-once', usd: '50' });
  const runs = await Promise.all(Array.from({ length: 200 }, () => newRun('at-once')));
  const permits = await Promise.all(runs.map((run, index) => ask(run, { by: ledgers[index % 4]!, leastTokens: 50 })));
  expect(permits.filter((permit) => 'reservation' in permit)).toHaveLength(50);
  expect(await budgetOf('at-once')).toMatchObject({ limit: '50', reserved: '50', spent: '0', left: '0' });
});

test('the answer is cut to what the tightest budget affords, and below what is worth the prompt nothing is asked', async () => {
  await setBudget(ledger, { ...month, name: 'tight', usd: '10' });
  const run = await newRun('tight');
  expect(await ask(run, { runUsd: '1.70' })).toMatchObject({ tokens: 50 });
  expect(await ask(run)).toMatchObject({ tokens: 20 }); // 0.70 are left: 0.50 for the prompt
  expect(await ask(run)).toMatchObject({ budget: { scope: 'run', name: run, limit: '1.7', drawn: '1.7' } });
  await setBudget(ledger, { ...month, name: 'tight', usd: '1.75' });
  expect(await ask(await newRun('tight'))).toMatchObject({ budget: { scope: 'tenant-month', limit: '1.75' } });
  await setBudget(ledger, { ...month, name: 'tight', usd: null });
  expect(await ask(await newRun('tight'))).toMatchObject({ tokens: 50 });
  expect(await budgetOf('tight')).toMatchObject({ limit: null, reserved: '2.7', left: null });
});

test('what is not settled lapses into spent, unknown, and may be settled late, once', async () => {
  const run = await newRun('lapsed');
  const permit = await ask(run, { withinMs: 1 });
  if (!('reservation' in permit)) throw new Error('not reserved');
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await budgetOf('lapsed')).toMatchObject({ spent: '0', unknown: '1', reserved: '0' });
  const { unknown } = await listBudgets(ledger, { tenants: ['lapsed'] });
  expect(unknown).toMatchObject([{ run, step: 'tidy', model: worstCase.model, usd: '1' }]);
  await settle(ledger.pool, permit.reservation, { usd: '0.30', used: NOTHING });
  await settle(ledger.pool, permit.reservation, { usd: '0.90', used: NOTHING });
  expect(await budgetOf('lapsed')).toMatchObject({ spent: '0.3', unknown: '0' });
});

test('a month begins with the limit that was set last, and with nothing spent', async () => {
  await setBudget(ledger, { ...month, name: 'months', usd: '5' });
  await ask(await newRun('months'));
  await ledger.pool.query(`update budgets set month = month - interval '1 month' where name = 'months'`);
  expect(await budgetOf('months')).toMatchObject({ limit: '5', spent: '0', reserved: '0', left: '5' });
  await ask(await newRun('months'));
  expect(await budgetOf('months')).toMatchObject({ limit: '5', reserved: '1', left: '4' });
});
