import { Decimal } from 'decimal.js';
import type { InvoiceLine } from '../../contracts/invoice';
import type { OrderLine } from '../../contracts/procurement';

type Matches = (line: InvoiceLine, ordered: OrderLine) => boolean;

/**
 * Which order line each invoice line bills: by the order line it names, else by item number, else by name. Each order line is taken
 * once, and the surer ways go first over all lines, so that a guess never takes an order line from a line that names it.
 */
export function pairLines(lines: readonly InvoiceLine[], ordered: readonly OrderLine[]): Map<InvoiceLine, OrderLine> {
  const pairs = new Map<InvoiceLine, OrderLine>();
  const taken = new Set<OrderLine>();
  for (const matches of [byOrderLine, also(byItem, sameQuantity), byItem, also(byName, sameQuantity), byName]) {
    for (const line of lines.filter((each) => !pairs.has(each))) {
      const match = ordered.find((each) => !taken.has(each) && matches(line, each));
      if (!match) continue;
      pairs.set(line, match);
      taken.add(match);
    }
  }
  return pairs;
}

const byOrderLine: Matches = ({ orderLine }, { id }) =>
  orderLine !== undefined && lineNumber(orderLine) === lineNumber(id);

const byItem: Matches = (line, { item }) =>
  [line.sellerItemId, line.standardItemId, line.buyerItemId].some(
    (id) => id !== undefined && normal(id) !== '' && normal(id) === normal(item),
  );

const byName: Matches = (line, { name, item }) =>
  normal(line.name) !== '' && [normal(name), normal(item)].includes(normal(line.name));

/** Tells apart two lines of an order for the same item. */
const sameQuantity: Matches = (line, { quantity }) =>
  new Decimal(line.quantity).abs().equals(new Decimal(quantity).abs());

const also =
  (...all: Matches[]): Matches =>
  (line, ordered) =>
    all.every((matches) => matches(line, ordered));

/** Line 10 is also written 00010. */
export const lineNumber = (id: string): string => id.trim().replace(/^0+(?=\d)/, '');

const normal = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim();
