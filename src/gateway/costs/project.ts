import type { Interval, Projection } from '../../contracts/costs';
import type { PriceBook } from '../../integrations/prices/price-book';
import type { RunUsage } from '../../ledger/read-usage';
import { LEVEL } from '../../statistics/bootstrap-means';
import { meanOf } from '../../statistics/mean-of';
import { costItems, sumOf } from './cost-items';
import type { CostItem } from './cost-items';
import { leversOf } from './levers';
import { limitsOf, medianOf } from './limits';
import type { LimitsGiven } from './limits';
import { meanInterval } from './mean-interval';

const CURVE = [1_000, 10_000, 100_000, 1_000_000];
const MONTH_MS = 30 * 86_400_000;

interface Given extends LimitsGiven {
  book: PriceBook;
  models: readonly string[];
  at: number;
  seed: number;
  since: Date;
  until: Date;
}

/** What a month of `at` runs costs, from runs that were measured. Pure. Throws for a model without a price. */
export function project(usages: readonly RunUsage[], given: Given): Omit<Projection, 'name' | 'since' | 'until'> {
  const { book, at, seed, systemOf } = given;
  const items = new Map(usages.map((usage) => [usage, costItems(usage, book, systemOf)]));
  const costs = new Map([...items].map(([usage, of]) => [usage, sumOf(of).toNumber()]));
  const each = [...costs.values()];
  const perRun = meanInterval(each, { count: at, seed });
  const shares = (key: (item: CostItem) => string): Projection['byStep'] => {
    const sums = new Map<string, number>();
    for (const item of [...items.values()].flat())
      sums.set(key(item), (sums.get(key(item)) ?? 0) + (item.usd.toNumber() * at) / usages.length);
    return [...sums].map(([name, usd]) => ({ key: name, usd })).sort((a, b) => b.usd - a.usd);
  };
  return {
    measured: usages.length,
    at,
    level: LEVEL,
    month: times(perRun, at),
    perRun,
    byStep: shares(({ step }) => step || 'the run itself'),
    byClass: shares((item) => item.class),
    curve: CURVE.map((runs) => ({ runs, month: times(meanInterval(each, { count: runs, seed }), runs) })),
    limits: limitsOf(usages, given),
    levers: leversOf(usages, { ...given, costOf: (usage) => costs.get(usage)! }),
    multiplier: multiplierOf(usages, each, given),
  };
}

function times({ mean, low, high }: Interval, runs: number): Interval {
  return { mean: mean * runs, low: low * runs, high: high * runs };
}

/** Why a month in production costs so many times what a pilot did: more runs, and runs that are not the typical one. */
function multiplierOf(
  usages: readonly RunUsage[],
  costs: readonly number[],
  { at, since, until }: Pick<Given, 'at' | 'since' | 'until'>,
): Projection['multiplier'] {
  const sorted = [...costs].sort((a, b) => a - b);
  const [typicalRun, meanRun] = [medianOf(sorted), meanOf(sorted)];
  const sum = meanRun * sorted.length;
  const dearest = sorted.slice(Math.floor(sorted.length * 0.9)).reduce((total, cost) => total + cost, 0);
  const first = Math.min(until.getTime(), ...usages.map(({ startedAt }) => startedAt.getTime()));
  const share = MONTH_MS / Math.max(86_400_000, until.getTime() - Math.max(first, since.getTime()));
  const count = (of: (usage: RunUsage) => unknown[]): number => usages.reduce((n, usage) => n + of(usage).length, 0);
  const failed = count(({ failures, failedCalls }) => [...failures, ...failedCalls]);
  const pilotMonth = sum * share;
  return {
    ...{ typicalRun, meanRun, pilotMonth },
    meanOverTypical: typicalRun === 0 ? null : meanRun / typicalRun,
    dearestTenth: sum === 0 ? 0 : dearest / sum,
    failedCalls:
      failed /
      Math.max(
        1,
        count(({ models, calls }) => [...models, ...calls]),
      ),
    volume: usages.length === 0 ? 0 : at / (usages.length * share),
    whole: pilotMonth === 0 ? 0 : (meanRun * at) / pilotMonth,
  };
}
