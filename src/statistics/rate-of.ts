import type { Rate } from '../contracts/interval';

/** Of the normal distribution, for 90 %, two-sided. */
const Z = 1.6448536269514722;

/** A share with Wilson's score interval (1927), which holds for few and for extreme counts too. */
export function rateOf(count: number, of: number): Rate {
  if (of === 0) return { count, of, rate: null, low: 0, high: 1 };
  const rate = count / of;
  const spread = Z * Math.sqrt((rate * (1 - rate)) / of + (Z * Z) / (4 * of * of));
  const middle = rate + (Z * Z) / (2 * of);
  const scale = 1 + (Z * Z) / of;
  const [low, high] = [(middle - spread) / scale, (middle + spread) / scale];
  return { count, of, rate, low: Math.max(0, low), high: Math.min(1, high) };
}
