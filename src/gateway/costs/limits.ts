import type { Projection } from '../../contracts/costs';
import type { RunUsage } from '../../ledger/read-usage';
import { meanOf } from '../../statistics/mean-of';
import type { Capacity } from './capacity';

/** Work comes in working hours: 21 days of 8. */
const HOURS_A_MONTH = 168;

export interface LimitsGiven extends Capacity {
  /** Requests a second, of systems that have a rate. */
  rates: ReadonlyMap<string, number>;
  systemOf: (tool: string) => string | undefined;
}

/** What is met as runs become more, and at how many a month; the first comes first. Pure. */
export function limitsOf(usages: readonly RunUsage[], given: LimitsGiven): Projection['limits'] {
  const limit = (
    what: string,
    unit: string,
    perRun: number,
    capacity: number | null,
  ): Projection['limits'][number] => ({
    ...{ what, unit, perRun, capacity },
    runs: capacity === null || perRun === 0 ? null : Math.floor(capacity / perRun),
  });
  const tokens = meanOf(usages.map(({ models }) => models.reduce((sum, of) => sum + limitedTokens(of), 0)));
  const systems = [...given.rates].map(([system, rps]) => {
    const calls = usages.map(
      (usage) => [...usage.calls, ...usage.failedCalls].filter(({ tool }) => given.systemOf(tool) === system).length,
    );
    return limit(`requests to ${system}`, 'calls', meanOf(calls), rps * 3_600 * HOURS_A_MONTH);
  });
  const decisions = usages.flatMap((usage) => usage.decisions.map(({ ms }) => ms)).sort((a, b) => a - b);
  const hours = usages.length === 0 ? 0 : ((decisions.length / usages.length) * medianOf(decisions)) / 3_600_000;
  const perMinute = given.tokensPerMinute;
  return [
    limit('tokens of the model', 'tokens', tokens, perMinute === null ? null : perMinute * 60 * HOURS_A_MONTH),
    ...systems,
    limit('hours of reviewers', 'hours', hours, given.reviewerHours),
  ].sort((a, b) => (a.runs ?? Infinity) - (b.runs ?? Infinity));
}

/** Providers do not count what is read from the cache. */
function limitedTokens({ input, output, cacheWrite5m, cacheWrite1h }: RunUsage['models'][number]): number {
  return input + output + cacheWrite5m + cacheWrite1h;
}

/** Of a sorted list. */
export function medianOf(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
