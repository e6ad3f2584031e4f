import { project } from '../../../src/gateway/costs/project';
import { PriceBook } from '../../../src/integrations/prices/price-book';
import type { RunUsage } from '../../../src/ledger/read-usage';

const rates = { from: '2026-01-01', input: 10, output: 100, cacheRead: 1, cacheWrite5m: 12, cacheWrite1h: 20 };
const half = { from: '2026-01-01', input: 5, output: 50, cacheRead: 0.5, cacheWrite5m: 6, cacheWrite1h: 10 };
const book = PriceBook.of(
  {
    models: { dear: [rates], cheap: [half] },
    batch: 0.5,
    systems: { erp: 0.01 },
    infrastructure: { temporalAction: 0, workerHour: 0, gigabyteMonth: 0 },
  },
  'of the test',
);
const startedAt = new Date('2026-11-01T00:00:00Z');
const tokens = { input: 1_000, output: 100, cacheRead: 10_000, cacheWrite5m: 1_000, cacheWrite1h: 0 };
const call = {
  step: 'think',
  at: startedAt,
  model: 'dear',
  turn: 1,
  stop: 'tool_use',
  usd: '0',
  ms: 1_000,
  requestId: '',
  ...tokens,
};
const found = { step: 'look', seq: 3, call: 'look.1.0' as never, tool: 'find', outcome: 'done', ms: 5 } as const;
const bare = { tenant: 'default', startedAt, ended: true, failures: [], failedCalls: [], entries: [] };
/** $0.01 for its call of the ERP. */
const straight: RunUsage = { ...bare, run: 'a', models: [], calls: [found], decisions: [] };
/** $0.042 of tokens twice, and its call of the ERP. */
const reasoned: RunUsage = {
  ...{ ...bare, run: 'b', calls: [found] },
  models: [
    { ...call, seq: 1 },
    { ...call, seq: 2, turn: 2 },
  ],
  decisions: [{ role: 'lead', ms: 360_000 }],
};

const given = {
  ...{ book, models: ['cheap'], seed: 1, systemOf: (tool: string) => (tool === 'find' ? 'erp' : undefined) },
  ...{ at: 1_000, since: startedAt, until: new Date('2026-12-01T00:00:00Z') },
  ...{ rates: new Map([['erp', 2]]), tokensPerMinute: 1_000, reviewerHours: 160 },
};
const runs = [1, 2, 3, 4, 5].flatMap(() => [{ ...straight }, { ...reasoned }]);
const told = project(runs, given);

it('what came through a batch is counted at the price of one, and is not to be had cheaper by another', () => {
  const batched = { ...reasoned, models: [{ ...call, seq: 1, batch: true as const }] };
  const direct = { ...reasoned, models: [{ ...call, seq: 1 }] };
  const meanOf = (run: RunUsage): number => project([run], given).perRun.mean - 0.01; // its call of the ERP
  expect(meanOf(batched)).toBeCloseTo(meanOf(direct) / 2);
  const lever = project([batched], given).levers.find(({ what }) => what === 'single calls in batches');
  expect(lever?.change).toBeCloseTo(0);
});

it('a month is the mean of the measured, by step and by class', () => {
  expect(told.perRun.mean).toBeCloseTo(0.052);
  expect(told.month.mean).toBeCloseTo(52);
  expect(told.month.low).toBeLessThan(52);
  expect(told.month.high).toBeGreaterThan(52);
  const usd = (shares: { key: string; usd: number }[]) =>
    Object.fromEntries(shares.map((each) => [each.key, Number(each.usd.toFixed(6))]));
  expect(usd(told.byStep)).toEqual({ think: 42, look: 10 });
  expect(usd(told.byClass)).toEqual({ input: 10, output: 10, cacheRead: 10, cacheWrite5m: 12, fees: 10 });
  expect(told.curve.map(({ runs: count, month }) => [count, Math.round(month.mean)])).toEqual([
    [1_000, 52],
    [10_000, 520],
    [100_000, 5_200],
    [1_000_000, 52_000],
  ]);
});

it('says which limit is met first, and at how many runs', () => {
  // Tokens but for cache reads: 4,200 in every other run; an hour of six minutes' decision in every other; one call of the ERP in each.
  expect(told.limits).toEqual([
    { what: 'hours of reviewers', unit: 'hours', perRun: 0.05, capacity: 160, runs: 3_200 },
    { what: 'tokens of the model', unit: 'tokens', perRun: 2_100, capacity: 10_080_000, runs: 4_800 },
    { what: 'requests to erp', unit: 'calls', perRun: 1, capacity: 1_209_600, runs: 1_209_600 },
  ]);
  const undeclared = project(runs, { ...given, tokensPerMinute: null, reviewerHours: null });
  expect(undeclared.limits[0]).toMatchObject({ what: 'requests to erp' });
  expect(undeclared.limits[1]).toMatchObject({ capacity: null, runs: null });
});

it('says what each lever would change', () => {
  const month = Object.fromEntries(told.levers.map(({ what, month: usd }) => [what, Number(usd.toFixed(6))]));
  // Without the cache: 12,000 tokens at $10 a million and the output, twice, in every other run.
  expect(month).toEqual({
    'no prompt cache': 140,
    'all calls by cheap': 31,
    'single calls in batches': 52,
    '10 % more straight through': 43.6,
  });
  const single = project([straight, { ...reasoned, models: reasoned.models.slice(0, 1) }], given);
  expect(single.levers.find(({ what }) => what.includes('batches'))!.month).toBeCloseTo(1_000 * (0.01 + 0.042 / 4));
});

it('explains the pilot: its typical run, the tail, and the volume', () => {
  const { multiplier } = told;
  expect(multiplier.typicalRun).toBeCloseTo(0.052);
  expect(multiplier.dearestTenth).toBeCloseTo(0.094 / 0.52);
  expect(multiplier.volume).toBeCloseTo(100);
  expect(multiplier.whole).toBeCloseTo(100);
});

it('does not guess: a model without a price is an error, and nothing is projected from nothing', () => {
  const other = { ...reasoned, models: [{ ...call, seq: 1, model: 'unheard-of' }] };
  expect(() => project([other], given)).toThrow('There is no price for the model unheard-of');
  expect(project([], given)).toMatchObject({ measured: 0, month: { mean: 0, low: 0, high: 0 }, byStep: [] });
});
