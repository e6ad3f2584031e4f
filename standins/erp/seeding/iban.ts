import type { Random } from '../random';

/** An account nobody has, with right check digits (ISO 13616): the bank code 99999999 is not given out. */
export function inventedIban(random: Random): string {
  const bban = `99999999${String(random.integer(0, 9_999_999_999)).padStart(10, '0')}`;
  const check = 98n - (BigInt(`${bban}131400`) % 97n); // 13 14 = DE
  return `DE${String(check).padStart(2, '0')}${bban}`;
}
