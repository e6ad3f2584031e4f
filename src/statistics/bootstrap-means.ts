/** Of intervals: they are to hold in nine of ten cases. */
export const LEVEL = 0.9;

const RESAMPLES = 2_000;

/**
 * The bootstrap (Efron, 1979): means of samples drawn with replacement from `values`, which has some, in rising order. `beside` is added to each.
 */
export function bootstrapMeans(values: readonly number[], random: () => number, beside = (): number => 0): number[] {
  const { length } = values;
  return Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let n = 0; n < length; n++) sum += values[Math.floor(random() * length)]!;
    return sum / length + beside();
  }).sort((a, b) => a - b);
}
