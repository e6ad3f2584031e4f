import { z } from 'zod';
import { Day } from '../../contracts/amount';

/** What this ERP writes, read into what the contracts say. A text of another form does not parse, and the answer counts as malformed. */

/** "17.03.2024" → "2024-03-17"; days that do not exist are refused. */
export const GermanDay = z
  .string()
  .regex(/^\d{2}\.\d{2}\.\d{4}$/)
  .transform((text) => text.split('.').reverse().join('-'))
  .pipe(z.iso.date());

export const IsoDay = z.iso.date().pipe(Day);

/** "1.234,50-" → "-1234.50": thousands dots, decimal comma, the sign before or behind. */
export const GermanAmount = z
  .string()
  .regex(/^(-(?!.*-))?(\d{1,3}(\.\d{3})+|\d{1,15})(,\d{1,10})?-?$/)
  .transform((text) => `${text.includes('-') ? '-' : ''}${text.replace(/[.-]/g, '').replace(',', '.')}`);

/** "1234.50" */
export const PlainAmount = z.string().regex(/^-?\d{1,15}(\.\d{1,10})?$/);

/** "0000104711" and "104711" are one supplier. */
export const SupplierId = z
  .string()
  .min(1)
  .transform((text) => text.replace(/^0+(?=\d+$)/, ''));

/** As the ERP wants it asked. */
export const paddedSupplier = (id: string): string => (/^\d+$/.test(id) ? id.padStart(10, '0') : id);

const UNECE: Record<string, string> = {
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
};

/** The ERP's unit names into UN/ECE Recommendation 20 and 21; unknown ones stay as they are. */
export const Unit = z.string().transform((name) => UNECE[name] ?? name);
