import type { InvoiceLine } from '../../../src/contracts/invoice';
import { Exact, amountText } from './decimal';

/** Net price per unit after the line's allowances and charges: what an order that agrees with the line would say. */
export function unitPrice(line: InvoiceLine): string {
  const base = new Exact(line.baseQuantity);
  const price = new Exact(line.price).div(base.isZero() ? 1 : base);
  const quantity = new Exact(line.quantity);
  if (quantity.isZero()) return amountText(price);
  const less = line.allowances.reduce((sum, it) => sum.plus(it.amount), new Exact(0));
  const more = line.charges.reduce((sum, it) => sum.plus(it.amount), new Exact(0));
  return amountText(price.plus(more.minus(less).div(quantity)));
}
