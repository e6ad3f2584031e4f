import { Decimal } from 'decimal.js';
import type { Invoice } from '../../contracts/invoice';
import type { Comparison, Difference } from '../../contracts/invoice-exceptions';
import type { Order, Receipt } from '../../contracts/procurement';
import type { LineComparison } from './compare-line';
import { compareLine, money, unorderedLine } from './compare-line';
import { expectedPayable } from './expected-payable';
import type { NetPart } from './expected-payable';
import { movedQuantity } from './moved-quantity';
import { orderRoom } from './order-room';
import { pairLines } from './pair-lines';
import type { Tolerances } from './tolerances';
import { tolerances as declared } from './tolerances';

export interface ThreeWayMatch {
  invoice: Invoice;
  order: Order;
  /** Receipts and returns; those of other orders are left aside. */
  receipts: readonly Receipt[];
  /** What earlier invoices have billed on the order, with tax, in the currency of the order. */
  billed?: string;
  tolerances?: Tolerances;
}

/**
 * Holds an invoice against its order and the goods that came, a credit note against the goods that went back. The effects of all
 * differences add up to what the invoice asks for, net, beyond what is justified; without a difference the amount due is justified as
 * it stands. In a currency other than the order's nothing is, as no exchange rate was agreed. An order is paid once, in however many invoices:
 * together they may bill what came of it and no more.
 */
export function compareInvoice({
  invoice,
  order,
  receipts,
  billed = '0',
  tolerances = declared,
}: ThreeWayMatch): Comparison {
  const pairs = pairLines(invoice.lines, order.lines);
  const lines = invoice.lines.map((line) => {
    const ordered = pairs.get(line);
    if (!ordered) return unorderedLine(line);
    return compareLine(line, ordered, movedQuantity(ordered, order, receipts, invoice.kind), { invoice, tolerances });
  });
  const rows = lines.map(({ row }) => row);
  if (invoice.currency !== order.currency) {
    const found = lines.flatMap(({ differences }) => differences).filter(({ kind }) => kind !== 'price');
    const differences = [currencyDifference(invoice, order), ...found.map((each) => ({ ...each, effect: '0.00' }))];
    return { clean: false, differences, lines: rows, expectedPayable: '0.00' };
  }
  const total = totalDifference(invoice, lines, tolerances);
  const found = [...lines.flatMap((line) => line.differences), ...total];
  const parts =
    total.length > 0 ? lines.map(({ strict, vat }) => ({ net: strict, vat })) : acceptedParts(invoice, lines);
  const justified = found.length === 0 ? new Decimal(invoice.totals.payable) : expectedPayable(invoice, parts);
  if (invoice.kind === 'credit-note')
    return { clean: found.length === 0, differences: found, lines: rows, expectedPayable: money(justified) };
  const room = Decimal.max(justified, orderRoom({ invoice, order, receipts, pairs, tolerances }));
  const left = Decimal.max(0, room.minus(Decimal.max(0, billed)));
  const differences = justified.gt(left) ? [...found, billedBefore(invoice, justified, left)] : found;
  return {
    clean: differences.length === 0,
    differences,
    lines: rows,
    expectedPayable: money(Decimal.min(justified, left)),
    orderRoom: money(room),
  };
}

/** Its effect is net, as that of every difference; what is left on the order is with tax. */
function billedBefore({ currency, totals }: Invoice, justified: Decimal, left: Decimal): Difference {
  const { taxExclusive, taxInclusive } = totals;
  const share = new Decimal(taxInclusive).isZero() ? 1 : new Decimal(taxExclusive).dividedBy(taxInclusive);
  const net = justified.minus(left).times(share);
  const [invoiced, expected] = [justified, left].map((amount) => `${money(amount)} ${currency}`) as [string, string];
  return { kind: 'billed-before', invoiced, expected, effect: money(net) };
}

function currencyDifference(invoice: Invoice, order: Order): Difference {
  const effect = money(new Decimal(invoice.totals.taxExclusive));
  return { kind: 'currency', invoiced: invoice.currency, expected: order.currency, effect };
}

/**
 * What single lines cannot show: many small deviations, or freight and other charges that are not on the order. Allowances and charges
 * of the document are taken as they are while they stay within the tolerance, and some of the goods are justified.
 */
function totalDifference(invoice: Invoice, lines: readonly LineComparison[], tolerances: Tolerances): Difference[] {
  const accepted = netOf(acceptedParts(invoice, lines));
  const strict = netOf(lines.map((line) => ({ net: line.strict, vat: line.vat })));
  const off = accepted.minus(strict);
  const loss = invoice.kind === 'invoice' ? off : off.negated();
  const limit = strict.isZero() ? '0' : tolerances.total.amount;
  if (loss.lessThanOrEqualTo(limit)) return [];
  const [invoiced, expected] = [accepted, strict].map((net) => `${money(net)} ${invoice.currency}`) as [string, string];
  return [{ kind: 'total', invoiced, expected, effect: money(off) }];
}

function acceptedParts(invoice: Invoice, lines: readonly LineComparison[]): NetPart[] {
  return [
    ...lines.map(({ accepted, vat }) => ({ net: accepted, vat })),
    ...invoice.charges.map(({ amount, vat }) => ({ net: new Decimal(amount), vat })),
    ...invoice.allowances.map(({ amount, vat }) => ({ net: new Decimal(amount).negated(), vat })),
  ];
}

const netOf = (parts: readonly NetPart[]): Decimal => Decimal.sum(0, ...parts.map(({ net }) => net));
