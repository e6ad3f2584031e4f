import type { Change, Rate } from '../../src/contracts/interval';

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `12 % (8 to 19)`: with its interval. */
export function rateInWords({ rate, low, high }: Rate): string {
  return rate === null ? 'none yet' : `${percent(rate)} (${Math.round(low * 100)} to ${Math.round(high * 100)})`;
}

/** `-60 points (-80 to -41)`. */
export function changeInWords({ mean, low, high }: Change): string {
  const told = (share: number): string => `${share > 0 ? '+' : ''}${Math.round(share * 100)}`;
  return `${told(mean)} points (${told(low)} to ${told(high)})`;
}
