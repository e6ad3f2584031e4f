/** How this ERP writes things: deliberately not how its callers want them. */

/** Injective, so that a unit comes back as it was seeded; other codes are passed on as they are. */
const OWN_UNITS: Record<string, string> = {
  H87: 'ST', // piece
  C62: 'EIN', // one
  XPP: 'STK', // piece, as a kind of package
  KGM: 'KG',
  GRM: 'G',
  TNE: 'TO',
  MTR: 'M',
  MTK: 'M2',
  MTQ: 'M3',
  LTR: 'L',
  HUR: 'STD', // hour
  DAY: 'TAG',
  MON: 'MON',
  XCT: 'KAR', // carton
  LS: 'PAU', // lump sum
  ST: 'BL', // sheet: "ST" is taken
};

export const ownUnit = (unece: string): string => OWN_UNITS[unece] ?? unece;

/** "104711" → "0000104711"; numbers with letters are not padded. */
export const paddedNumber = (id: string): string => (/^\d+$/.test(id) ? id.padStart(10, '0') : id);

/** "2024-03-17" → "17.03.2024" */
export const germanDay = (day: string): string => day.split('-').reverse().join('.');

/** "-1234.5" → "1.234,5-": thousands dots, decimal comma, the sign behind. */
export function germanAmount(amount: string): string {
  const [whole = '0', fraction] = amount.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '.');
  return `${grouped}${fraction ? `,${fraction}` : ''}${amount.startsWith('-') ? '-' : ''}`;
}
