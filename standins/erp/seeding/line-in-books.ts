import type { InvoiceLine } from '../../../src/contracts/invoice';
import type { Random } from '../random';
import { Exact, amountText } from './decimal';
import type { Scenario, Variant } from './scenario';
import { unitPrice } from './unit-price';

/** What the books say of one invoice line. Quantities are never negative: what is credited went back. */
export interface LineInBooks {
  item: string;
  name: string;
  unit: string;
  /** Invoiced with a minus, or on a credit note. */
  credited: boolean;
  ordered: string;
  received: string;
  returned: string;
  price: string;
  /** The price that the invoice has. */
  invoicedPrice: string;
}

/** The line as it would have to be in order and receipts for the invoice to be right. */
export function agreeingLine(line: InvoiceLine, creditNote: boolean): LineInBooks {
  const quantity = new Exact(line.quantity);
  const credited = creditNote !== quantity.isNegative();
  const price = unitPrice(line);
  const ordered = amountText(quantity.abs());
  return {
    item: line.sellerItemId || line.name,
    name: line.name,
    unit: line.unit,
    credited: credited && !quantity.isZero(),
    ordered,
    received: ordered,
    returned: credited ? ordered : '0',
    price,
    invoicedPrice: price,
  };
}

/** Whether there is enough in it for a difference in price to be more than rounding. */
export const priceCanDiffer = ({ price, ordered }: LineInBooks): boolean => new Exact(price).times(ordered).gte(1);

/** Makes order or receipts disagree with the invoice, always to its disadvantage: else nobody would object. */
export function disturb(
  line: LineInBooks,
  scenario: Scenario,
  variant: Variant | undefined,
  random: Random,
): LineInBooks {
  const less = fewer(line.ordered, random);
  switch (scenario) {
    case 'price': {
      const share = random.integer(5, 20) / 100;
      return { ...line, price: cut(line.price, line.credited ? 1 + share : 1 - share) };
    }
    case 'quantity':
      if (line.credited) return { ...line, returned: less };
      return variant === 'ordered-less' ? { ...line, ordered: less } : { ...line, received: less };
    case 'no-receipt':
      return line.credited ? { ...line, returned: '0' } : { ...line, received: '0' };
    case 'clean':
    case 'no-order':
    case 'unknown-supplier':
    case 'bank-change':
    case 'duplicate':
    case 'currency':
      return line;
  }
}

function cut(price: string, factor: number): string {
  const exact = new Exact(price).times(factor);
  const rounded = exact.toDecimalPlaces(4);
  return amountText(rounded.eq(price) || rounded.isZero() ? exact : rounded);
}

/** 60 to 90 percent; whole pieces stay whole. */
function fewer(quantity: string, random: Random): string {
  const part = new Exact(quantity).times(random.integer(60, 90)).div(100);
  return amountText(new Exact(quantity).isInteger() ? part.floor() : part.toDecimalPlaces(3));
}
