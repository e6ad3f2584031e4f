import type { Interval } from '../../contracts/costs';
import { bootstrapMeans, LEVEL } from '../../statistics/bootstrap-means';
import { meanOf } from '../../statistics/mean-of';
import { seededRandom } from '../../statistics/seeded-random';

const { cos, floor, log, sqrt, PI } = Math;

/**
 * The mean of `count` runs to come, from those that were measured, with the interval that is to hold it in nine of ten cases: a percentile
 * bootstrap of the measured mean, and on top how much the mean of so many further runs itself varies. It knows nothing of a mix of cases that is
 * going to be another.
 */
export function meanInterval(measured: readonly number[], { count, seed }: { count: number; seed: number }): Interval {
  if (measured.length === 0) return { mean: 0, low: 0, high: 0 };
  const mean = meanOf(measured);
  const spread = sqrt(measured.reduce((sum, value) => sum + (value - mean) ** 2, 0) / measured.length);
  const random = seededRandom(seed);
  const means = bootstrapMeans(measured, random, () => (normal(random) * spread) / sqrt(count));
  const at = (share: number): number => Math.max(0, means[floor(share * (means.length - 1))]!);
  return { mean, low: at((1 - LEVEL) / 2), high: at((1 + LEVEL) / 2) };
}

/** Box and Muller's. */
function normal(random: () => number): number {
  return sqrt(-2 * log(1 - random())) * cos(2 * PI * random());
}
