const UNECE: Readonly<Record<string, string>> = {
  u: 'H87', // piece
  kg: 'KGM',
  g: 'GRM',
  t: 'TNE',
  m: 'MTR',
  km: 'KMT',
  cm: 'CMT',
  mm: 'MMT',
  l: 'LTR',
  'm³': 'MTQ',
  'm²': 'MTK',
  'cm²': 'CMK',
  min: 'MIN',
  h: 'HUR',
  d: 'DAY',
};

/** Tryton's symbols into UN/ECE Recommendation 20; units that somebody added stay as they are called. */
export const uneceUnit = (symbol: string): string => UNECE[symbol] ?? symbol;
