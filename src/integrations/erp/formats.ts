import { z } from 'zod';
import { codeIn } from '../formats/code-in';

/** What only this ERP writes, read into what the contracts say. A text of another form does not parse, and the answer counts as malformed. */

/** "0000104711" and "104711" are one supplier. */
export const SupplierId = z
  .string()
  .min(1)
  .transform((text) => text.replace(/^0+(?=\d+$)/, ''));

/** As the ERP wants it asked. */
export const paddedSupplier = (id: string): string => (/^\d+$/.test(id) ? id.padStart(10, '0') : id);

/** Its unit names into UN/ECE Recommendation 20 and 21. */
export const Unit = codeIn({
  ST: 'H87', // piece
  EIN: 'C62', // one
  STK: 'XPP', // piece, as a kind of package
  KG: 'KGM',
  G: 'GRM',
  TO: 'TNE',
  M: 'MTR',
  M2: 'MTK',
  M3: 'MTQ',
  L: 'LTR',
  STD: 'HUR', // hour
  TAG: 'DAY',
  MON: 'MON',
  KAR: 'XCT', // carton
  PAU: 'LS', // lump sum
  BL: 'ST', // sheet
});
