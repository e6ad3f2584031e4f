import { Decimal } from 'decimal.js';

/** A line of an order with what is known of it. Quantities are in the unit of the line and never below zero. */
export interface OrderedLine {
  id: number;
  price: string;
  ordered: Decimal;
  received: Decimal;
  returned: Decimal;
  /** On invoices that the books hold already, and on credit notes. */
  billed: Decimal;
  credited: Decimal;
  /** What came in each delivery. */
  deliveries: readonly Decimal[];
  taxes: readonly Tax[];
}

export interface Tax {
  id: number;
  /** 0.19 */
  rate: string;
}

/** `order`: the line of the order that is billed; none of what the order does not explain. */
export interface BilledLine {
  order?: OrderedLine;
  description?: string;
  quantity: Decimal;
  price: Decimal;
  taxes: readonly Tax[];
}

/** What an amount cannot be split into. The message says why, and what to do. */
export class NoSuchLines extends Error {}

/** Up to here what an order does not explain is a difference; beyond, it is another invoice. */
const MOST_DIFFERENCE = new Decimal(1).div(3);
/** What tax rounded by line differs from tax rounded by document. */
const ROUNDING = new Decimal('0.05');

/**
 * The lines that come to the amount, with tax: what came and is not billed yet, or went back; else what was ordered or a single delivery brought, if
 * that is what it comes to. What is left is a line of its own, such as freight or a price that was agreed later.
 * @throws NoSuchLines
 */
export function linesToBill(
  ordered: readonly OrderedLine[],
  amount: string,
  kind: 'invoice' | 'credit-note',
): BilledLine[] {
  const wanted = new Decimal(amount);
  const ways = (kind === 'invoice' ? invoiced(ordered) : credited(ordered)).filter((lines) => lines.length > 0);
  const exact = ways.find((lines) => withTax(lines).eq(wanted));
  if (exact) return signed(exact, kind);
  const [first] = ways;
  if (!first) throw new NoSuchLines('Nothing of the order is left to be billed.');
  return signed([...first, ...differenceLines(first, wanted.minus(withTax(first)))], kind);
}

function invoiced(ordered: readonly OrderedLine[]): BilledLine[][] {
  const deliveries = Math.max(0, ...ordered.map((line) => line.deliveries.length));
  return [
    linesOf(ordered, (it) => it.received.minus(it.returned).minus(it.billed).plus(it.credited)),
    linesOf(ordered, (it) => it.received.minus(it.billed)),
    linesOf(ordered, (it) => it.ordered.minus(it.billed)),
    ...Array.from({ length: deliveries }, (_, at) => linesOf(ordered, (it) => it.deliveries[at] ?? new Decimal(0))),
  ];
}

const credited = (ordered: readonly OrderedLine[]): BilledLine[][] => [
  linesOf(ordered, (it) => it.returned.minus(it.credited)),
  linesOf(ordered, (it) => it.billed.minus(it.credited)),
];

const linesOf = (ordered: readonly OrderedLine[], quantityOf: (line: OrderedLine) => Decimal): BilledLine[] =>
  ordered.flatMap((order) => {
    const quantity = quantityOf(order);
    return quantity.gt(0) ? [{ order, quantity, price: new Decimal(order.price), taxes: order.taxes }] : [];
  });

function differenceLines(lines: readonly BilledLine[], difference: Decimal): BilledLine[] {
  if (difference.abs().lte(ROUNDING)) return [rounding(difference)];
  if (difference.abs().gt(withTax(lines).times(MOST_DIFFERENCE)))
    throw new NoSuchLines(
      'The amount is too far from what of the order is left to be billed: which lines it is for cannot be told. A person has to enter it.',
    );
  const [first, ...others] = lines.map(({ taxes }) => taxes);
  if (!first || others.some((taxes) => keyOf(taxes) !== keyOf(first)))
    throw new NoSuchLines(
      'The amount differs from the order, whose lines are taxed differently: which tax the difference bears cannot be told. A person has to enter it.',
    );
  const rate = Decimal.sum(1, ...first.map((tax) => tax.rate));
  const net = cents(difference.div(rate));
  const line = {
    description: 'Difference to the order, as approved',
    quantity: new Decimal(1),
    price: net,
    taxes: first,
  };
  const left = difference.minus(withTax([...lines, line]).minus(withTax(lines)));
  return left.isZero() ? [line] : [line, rounding(left)];
}

const rounding = (price: Decimal): BilledLine => ({
  description: 'Rounding',
  quantity: new Decimal(1),
  price,
  taxes: [],
});

/** As Tryton adds up by default: lines to the cent, then each tax over all its lines. */
function withTax(lines: readonly BilledLine[]): Decimal {
  const bases = new Map<number, { rate: string; base: Decimal }>();
  for (const line of lines)
    for (const { id, rate } of line.taxes)
      bases.set(id, { rate, base: (bases.get(id)?.base ?? new Decimal(0)).plus(net(line)) });
  return Decimal.sum(0, ...lines.map(net), ...[...bases.values()].map(({ rate, base }) => cents(base.times(rate))));
}

const net = ({ quantity, price }: BilledLine): Decimal => cents(quantity.times(price));
const cents = (amount: Decimal): Decimal => amount.toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN);
const keyOf = (taxes: readonly Tax[]): string => taxes.map(({ id }) => id).join();

/** A credit note is an invoice of negative quantities. */
const signed = (lines: BilledLine[], kind: 'invoice' | 'credit-note'): BilledLine[] =>
  kind === 'invoice' ? lines : lines.map((line) => ({ ...line, quantity: line.quantity.negated() }));
