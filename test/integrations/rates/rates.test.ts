// Needs PostgreSQL (embedded) and the ERP stand-in; starts processes.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { permitOf } from '../../../src/ledger/permit-of';
import { openLedger } from '../../../src/ledger/ledger';
import type { Ledger } from '../../../src/ledger/ledger';
import { migrate } from '../../../src/ledger/migrate';
import { readRates, setRate } from '../../../src/ledger/rates';
import { seedFromInvoices } from '../../../standins/erp/seeding/seed-from-invoices';
import { startErpStandIn } from '../../../standins/erp/start-erp-stand-in';
import type { ErpStandIn } from '../../../standins/erp/start-erp-stand-in';
import { testDataKeys } from '../../helpers/keys';
import { freshDatabase } from '../../helpers/stack';
import { sampleInvoice } from '../erp/sample-invoice';

const root = join(__dirname, '../../..');
const by = 'local|controller';

let ledger: Ledger;
let url: string;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await freshDatabase();
  ({ url, drop } = database);
  ledger = openLedger(url, (await testDataKeys()).dataKeys);
  await migrate(ledger);
});
afterAll(async () => {
  await ledger.close();
  await drop();
});

/** The most requests in any second. */
function most(arrivals: readonly number[]): number {
  let from = 0;
  return arrivals.reduce((worst, at, index) => {
    while (arrivals[from]! <= at - 1_000) from += 1;
    return Math.max(worst, index - from + 1);
  }, 0);
}

function askErp(erp: ErpStandIn, declared: number): ChildProcess {
  return fork(join(__dirname, 'ask-erp.ts'), {
    cwd: root,
    execArgv: ['-r', join(root, 'test/setup/register-typescript.cjs')],
    env: {
      ...process.env,
      DATABASE_URL: url,
      DECLARED_RPS: String(declared),
      ERP_URL: erp.url,
      ERP_CLIENT_ID: 'seaworthy',
      ERP_CLIENT_SECRET: 'stand-in',
    },
  });
}

async function end(child: ChildProcess): Promise<{ reads: number; writes: number; refused: number }> {
  const said = once(child, 'message');
  child.send('over');
  return (await said)[0] as { reads: number; writes: number; refused: number };
}

test('two processes together never pass a declared rate, with pages, tokens and failures, nor one that is set meanwhile', async () => {
  const line = { quantity: '1', price: '10' };
  const orders = [1, 2, 3, 4, 5, 6, 7].map((n) =>
    sampleInvoice(1, [line], { number: `M-${n}`, orderReference: `MO-${n}`, issueDate: `2026-0${n}-15` }),
  );
  const { seed } = seedFromInvoices(orders, { scenarios: orders.map(() => 'clean'), seed: 1 });
  const erp = await startErpStandIn({ seed, requestsPerSecond: 1_000, tokenTtlMs: 1_500 });
  const path = '/purchase-orders';
  erp.faults.set([
    { kind: '500', rate: 0.1, seed: 1, match: { path } },
    { kind: 'reset', rate: 0.1, seed: 2, match: { path } },
    { kind: '401', rate: 0.1, seed: 3 },
    { kind: '429', rate: 0.05, seed: 4, retryAfter: '1' },
  ]);
  const children = [askErp(erp, 10), askErp(erp, 10)];
  try {
    await waitFor(() => erp.arrivals().length > 0, 20_000);
    await delay(9_000); // the windows looked at
    const declared = [...erp.arrivals()];
    expect(most(declared)).toBeLessThanOrEqual(10);
    expect(declared.length).toBeGreaterThan(45); // and the rate is made use of
    expect(erp.traffic().tokens).toBeGreaterThan(5);
    expect(erp.faults.list().map(({ hits }) => hits > 0)).toEqual([true, true, true, true]);

    await setRate(ledger, { system: 'erp', rps: 3, why: 'slow', by });
    await delay(800); // what was reserved before
    const from = erp.arrivals().length;
    await delay(4_000);
    const slow = erp.arrivals().slice(from);
    expect(most(slow)).toBeLessThanOrEqual(3);
    expect(slow.length).toBeGreaterThan(5);

    await setRate(ledger, { system: 'erp', rps: 40, why: 'fast', by });
    const before = erp.arrivals().length;
    await waitFor(() => most(erp.arrivals().slice(before)) > 12, 5_000);
    expect(most(erp.arrivals().slice(before))).toBeLessThanOrEqual(40);
    expect((await readRates(ledger)).get('erp')).toMatchObject({ set: 40 });

    const done = await Promise.all(children.map(end));
    // Each list of three pages and each write that got through did so among failures: how many is the machine's affair.
    expect(Math.min(...done.map(({ reads }) => reads))).toBeGreaterThan(0);
    expect(Math.min(...done.map(({ writes }) => writes))).toBeGreaterThan(0);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await erp.close();
  }
}, 900_000);

async function waitFor(condition: () => boolean, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > until) throw new Error(`not within ${withinMs} ms: ${condition.toString()}`);
    await delay(20);
  }
}

describe('a permit', () => {
  const asking = { patient: false };

  test('that would be too far ahead is not reserved, and says when to come back', async () => {
    const permit = permitOf(ledger, { name: 'slow', rps: 0.2 });
    await permit(asking);
    const started = performance.now();
    const error: unknown = await permit(asking).catch((it: unknown) => it);
    expect(error).toMatchObject({ class: 'rate-limited', system: 'slow', retryAfterMs: expect.any(Number) as number });
    expect(performance.now() - started).toBeLessThan(4_000); // a permit would be due in 5 s
    expect((await readRates(ledger)).get('slow')).toMatchObject({ aheadMs: 0 }); // the second took nothing
  });

  test('missed because the process stood still is given up for another', async () => {
    const permit = permitOf(ledger, { name: 'stalled', rps: 20 });
    await permit(asking);
    const waiting = [1, 2, 3].map(() => permit(asking).then(() => performance.now()));
    await delay(20);
    const until = performance.now() + 400;
    while (performance.now() < until); // what a garbage collection or a busy loop does
    const left = (await Promise.all(waiting)).sort((a, b) => a - b);
    expect(left[1]! - left[0]!).toBeGreaterThan(20);
    expect(left[2]! - left[1]!).toBeGreaterThan(20);
  });

  test('is free where no rate is declared', async () => {
    await Promise.all(Array.from({ length: 100 }, () => permitOf(ledger, { name: 'free' })(asking)));
    expect((await readRates(ledger)).has('free')).toBe(false);
  });

  test('is not waited for by whoever has gone', async () => {
    const permit = permitOf(ledger, { name: 'left', rps: 0.5 });
    await permit(asking);
    const gone = new AbortController();
    const waiting = permit({ patient: true, signal: gone.signal }).catch((it: unknown) => it);
    gone.abort();
    expect(await waiting).toMatchObject({ name: 'AbortError' });
  });
});
