import type { Change } from '../contracts/interval';
import { bootstrapMeans, LEVEL } from './bootstrap-means';
import { meanOf } from './mean-of';
import { seededRandom } from './seeded-random';

/** The mean of differences, each of one item, with the percentile bootstrap over items: what is repeated on one item is one item. */
export function meanChange(differences: readonly number[], seed: number): Change {
  if (differences.length === 0) return { mean: 0, low: 0, high: 0 };
  const means = bootstrapMeans(differences, seededRandom(seed));
  const at = (share: number): number => means[Math.round(share * (means.length - 1))]!;
  return { mean: meanOf(differences), low: at((1 - LEVEL) / 2), high: at((1 + LEVEL) / 2) };
}
