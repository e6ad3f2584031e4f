import { meanInterval } from '../../src/gateway/costs/mean-interval';
import { meanOf } from '../../src/statistics/mean-of';
import { seededRandom } from '../../src/statistics/seeded-random';

const SEEDS = 20;
const MEASURED = 200;
const TO_COME = 2_000;

/** How many intervals from 200 of the measured costs hold the mean of another 2,000, drawn by as many seeds; `widest`: half of it, of its mean. */
export function countHeld(costs: readonly number[]): { held: number; widest: number } {
  let held = 0;
  let widest = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = seededRandom(seed);
    const draw = (count: number): number[] =>
      Array.from({ length: count }, () => costs[Math.floor(random() * costs.length)]!);
    const { mean, low, high } = meanInterval(draw(MEASURED), { count: TO_COME, seed });
    const real = meanOf(draw(TO_COME));
    if (low <= real && real <= high) held += 1;
    widest = Math.max(widest, (high - low) / 2 / mean);
  }
  return { held, widest };
}
