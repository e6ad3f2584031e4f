import { Decimal } from 'decimal.js';

/** What an invoice says, as far as its sender chose it: EUR 12 for ten pieces of this. */
export interface PaperLine {
  id: string;
  item: string;
  name: string;
  quantity: number;
  /** Net per piece. */
  price: string;
}

export interface Paper {
  number: string;
  date: string;
  currency: string;
  /** `endpoint`: where electronic answers go; absent, it can have none. */
  seller: { name: string; vatId: string; account: string; endpoint?: string };
  /** Absent: it names none. */
  order?: string;
  lines: PaperLine[];
  /** Characters of noise in its notes. */
  noise?: number;
}

/** Everything here is taxed alike. */
export const VAT_PERCENT = 19;

export function netOf(lines: readonly Pick<PaperLine, 'quantity' | 'price'>[]): Decimal {
  return lines.reduce((sum, { quantity, price }) => sum.plus(amountOf(quantity, price)), new Decimal(0));
}

export const amountOf = (quantity: number, price: string): Decimal => cents(new Decimal(price).times(quantity));

export const taxOf = (net: Decimal): Decimal => cents(net.times(VAT_PERCENT).div(100));

/** What is to be paid for these, with tax. */
export function payableFor(lines: readonly Pick<PaperLine, 'quantity' | 'price'>[]): string {
  const net = netOf(lines);
  return net.plus(taxOf(net)).toFixed(2);
}

const cents = (amount: Decimal): Decimal => amount.toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
