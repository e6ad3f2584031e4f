import { Decimal } from 'decimal.js';
import type { Invoice, InvoiceLine } from '../../contracts/invoice';
import type { Order, OrderLine, Receipt } from '../../contracts/procurement';
import { round2 } from './compare-line';
import { movedQuantity } from './moved-quantity';
import type { Tolerances } from './tolerances';

/**
 * What may be billed on the order in all, with tax: what came of it, up to what was ordered, at its prices, and once the tolerance on a whole
 * invoice. Orders name no tax: a line that this invoice bills is taxed as there, any other at the invoice's highest rate.
 */
export function orderRoom({
  invoice,
  order,
  receipts,
  pairs,
  tolerances,
}: {
  invoice: Invoice;
  order: Order;
  receipts: readonly Receipt[];
  pairs: ReadonlyMap<InvoiceLine, OrderLine>;
  tolerances: Tolerances;
}): Decimal {
  const rates = new Map([...pairs].map(([{ vat }, ordered]) => [ordered, vat?.rate]));
  const highest = Decimal.max(0, ...invoice.vatBreakdown.map(({ rate }) => rate));
  const withTax = (net: Decimal, rate: Decimal.Value): Decimal => round2(net.times(new Decimal(rate).div(100).plus(1)));
  const worth = order.lines.map((ordered) => {
    const { quantity } = movedQuantity(ordered, order, receipts, 'invoice');
    const net = Decimal.max(0, Decimal.min(ordered.quantity, quantity).times(ordered.price));
    return withTax(net, rates.get(ordered) ?? highest);
  });
  return Decimal.sum(withTax(new Decimal(tolerances.total.amount), highest), ...worth);
}
