import { Decimal } from 'decimal.js';
import type { Invoice } from '../../contracts/invoice';
import type { Order, OrderLine, Receipt } from '../../contracts/procurement';
import { lineNumber } from './pair-lines';
import { conversion } from './units';

export interface MovedQuantity {
  /** In the unit of the order line, never below 0. */
  quantity: Decimal;
  /** Units of receipts that do not convert to it; what came in them is not counted. */
  otherUnits: string[];
}

/** What has come of an order line, less what went back; for a credit note, what went back. */
export function movedQuantity(
  ordered: OrderLine,
  order: Order,
  receipts: readonly Receipt[],
  kind: Invoice['kind'],
): MovedQuantity {
  let quantity = new Decimal(0);
  const otherUnits = new Set<string>();
  for (const receipt of receipts.filter((each) => each.order === order.number)) {
    for (const line of receipt.lines.filter(({ orderLine }) => lineNumber(orderLine) === lineNumber(ordered.id))) {
      const factor = conversion(line.unit, ordered.unit);
      if (factor) quantity = quantity.plus(factor.times(line.quantity).times(sign(receipt.kind, kind)));
      else otherUnits.add(line.unit);
    }
  }
  return { quantity: Decimal.max(0, quantity), otherUnits: [...otherUnits] };
}

function sign(receipt: Receipt['kind'], kind: Invoice['kind']): number {
  if (kind === 'invoice') return receipt === 'receipt' ? 1 : -1;
  return receipt === 'return' ? 1 : 0;
}
