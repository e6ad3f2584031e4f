/** Units of UN/ECE Recommendation 20 as people write them; the code itself where it is a rare one. */
const units: Record<string, string> = {
  H87: 'pcs',
  C62: 'pcs',
  XPP: 'pcs',
  EA: 'pcs',
  KGM: 'kg',
  TNE: 't',
  MTR: 'm',
  MTK: 'm²',
  MTQ: 'm³',
  LTR: 'l',
  HUR: 'h',
  DAY: 'days',
  MON: 'months',
};

export function unitInWords(code: string): string {
  return units[code] ?? code;
}
