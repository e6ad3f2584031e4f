import { Random } from '../../standins/erp/random';

/** How many of each, and by which seed: `npm run fuzz -- --count 10000 --seed 2`; in the test run a hundred or so. */
const given = (globalThis as { fuzz?: { count: number; seed: number } }).fuzz ?? { count: 120, seed: 1 };

export const fuzzTimeoutMs = 60_000 + given.count * 200;

/** Tries each of so many mutations; says which seed and number it was when one fails. */
export async function fuzz(
  what: string,
  attempt: (random: Random, index: number) => Promise<void> | void,
): Promise<void> {
  for (let index = 0; index < given.count; index++) {
    try {
      await attempt(new Random(given.seed, `${what} ${index}`), index);
    } catch (error) {
      throw new Error(`${what}, seed ${given.seed}, number ${index}: ${(error as Error).message}`, { cause: error });
    }
  }
}
