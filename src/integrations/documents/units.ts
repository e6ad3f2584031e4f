import { Decimal } from 'decimal.js';

/**
 * UN/ECE Recommendation 20 units that are converted: each to a base unit of its kind. Suppliers write "piece" in many ways. Packages
 * (Recommendation 21, such as XBX for a box) are left out on purpose: how much is in one is known to nobody here.
 */
const units: Partial<Record<string, readonly [base: string, factor: string]>> = {
  H87: ['piece', '1'],
  C62: ['piece', '1'],
  EA: ['piece', '1'],
  PCE: ['piece', '1'],
  NAR: ['piece', '1'],
  XPP: ['piece', '1'],
  PR: ['piece', '2'],
  DZN: ['piece', '12'],
  CEN: ['piece', '100'],
  MIL: ['piece', '1000'],
  KGM: ['kilogram', '1'],
  GRM: ['kilogram', '0.001'],
  MGM: ['kilogram', '0.000001'],
  TNE: ['kilogram', '1000'],
  MTR: ['metre', '1'],
  KMT: ['metre', '1000'],
  CMT: ['metre', '0.01'],
  MMT: ['metre', '0.001'],
  MTK: ['square metre', '1'],
  CMK: ['square metre', '0.0001'],
  LTR: ['litre', '1'],
  MLT: ['litre', '0.001'],
  HLT: ['litre', '100'],
  MTQ: ['litre', '1000'],
  MIN: ['minute', '1'],
  HUR: ['minute', '60'],
  KWH: ['kilowatt hour', '1'],
  MWH: ['kilowatt hour', '1000'],
};

/** How many `to` are in one `from`; undefined where nobody can say. */
export function conversion(from: string, to: string): Decimal | undefined {
  if (code(from) === code(to)) return new Decimal(1);
  const [source, target] = [units[code(from)], units[code(to)]];
  if (!source || !target || source[0] !== target[0]) return undefined;
  return new Decimal(source[1]).dividedBy(target[1]);
}

const code = (unit: string): string => unit.trim().toUpperCase();
