import type { Change, Rate } from '../contracts/interval';

/** The difference of two shares, the first minus the second, with Newcombe's interval (1998, method 10), made of Wilson's. */
export function rateChange(one: Rate, other: Rate): Change {
  if (one.rate === null || other.rate === null) return { mean: 0, low: -1, high: 1 };
  const mean = one.rate - other.rate;
  return {
    mean,
    low: mean - Math.hypot(one.rate - one.low, other.high - other.rate),
    high: mean + Math.hypot(one.high - one.rate, other.rate - other.low),
  };
}
