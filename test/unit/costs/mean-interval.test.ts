import { meanInterval } from '../../../src/gateway/costs/mean-interval';
import { meanOf } from '../../../src/statistics/mean-of';
import { seededRandom } from '../../../src/statistics/seeded-random';

/** Skewed, as runs are: many that need no model, some turns, and a few long ones. */
function costOf(random: () => number): number {
  const kind = random();
  if (kind < 0.2) return 0.002 + 0.001 * random();
  if (kind < 0.95) return 0.02 + 0.03 * random();
  return 0.06 + 0.04 * random();
}

const draw = (count: number, random: () => number): number[] => Array.from({ length: count }, () => costOf(random));

it('over 20 seeds, the interval from 200 runs holds the mean of another 2,000 at least 16 times, and is within a tenth', () => {
  const held = Array.from({ length: 20 }, (_, seed) => {
    const random = seededRandom(1_000 + seed);
    const { mean, low, high } = meanInterval(draw(200, random), { count: 2_000, seed });
    expect((high - low) / 2 / mean).toBeLessThanOrEqual(0.1);
    const real = meanOf(draw(2_000, random));
    return low <= real && real <= high;
  });
  expect(held.filter(Boolean).length).toBeGreaterThanOrEqual(16);
});

it('is what its level says over many draws: neither too narrow nor too wide', () => {
  const TRIES = 100;
  let held = 0;
  for (let seed = 0; seed < TRIES; seed++) {
    const random = seededRandom(50_000 + seed);
    const { low, high } = meanInterval(draw(100, random), { count: 200, seed });
    const real = meanOf(draw(200, random));
    if (low <= real && real <= high) held += 1;
  }
  expect(held / TRIES).toBeGreaterThan(0.8);
  expect(held / TRIES).toBeLessThan(0.97);
});

it('is the same for the same seed, narrower for more runs, and a point where all cost the same', () => {
  const measured = draw(200, seededRandom(7));
  const width = (count: number, seed = 1): number => {
    const { low, high } = meanInterval(measured, { count, seed });
    return high - low;
  };
  expect(width(1_000)).toBe(width(1_000));
  expect(width(1_000)).not.toBe(width(1_000, 2));
  expect(width(100)).toBeGreaterThan(width(100_000));
  expect(meanInterval([2, 2, 2], { count: 10, seed: 1 })).toEqual({ mean: 2, low: 2, high: 2 });
  expect(meanInterval([], { count: 10, seed: 1 })).toEqual({ mean: 0, low: 0, high: 0 });
});
