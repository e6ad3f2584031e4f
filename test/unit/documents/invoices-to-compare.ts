import { Decimal } from 'decimal.js';
import type { Invoice, InvoiceLine } from '../../../src/contracts/invoice';
import type { Comparison } from '../../../src/contracts/invoice-exceptions';
import type { Order, OrderLine, Receipt } from '../../../src/contracts/procurement';

export type Changes = Partial<Pick<Invoice, 'kind' | 'currency' | 'charges' | 'allowances'>> & { prepaid?: string };

/** An invoice that adds up: 19 % VAT unless a line says else. */
export function invoiceOf(lines: InvoiceLine[], { prepaid = '0', ...changes }: Changes = {}): Invoice {
  const charges = changes.charges ?? [];
  const allowances = changes.allowances ?? [];
  const parts = [
    ...lines,
    ...charges,
    ...allowances.map((each) => ({ ...each, amount: new Decimal(each.amount).negated().toFixed() })),
  ];
  const rates = [...new Set(parts.map(({ vat }) => vat?.rate ?? '19'))];
  const vatBreakdown = rates.map((rate) => {
    const taxable = sum(parts.filter(({ vat }) => (vat?.rate ?? '19') === rate).map(({ amount }) => amount));
    return { category: 'S', rate, taxable: taxable.toFixed(2), tax: taxable.times(rate).dividedBy(100).toFixed(2) };
  });
  const net = sum(parts.map(({ amount }) => amount));
  const tax = sum(vatBreakdown.map((group) => group.tax));
  return {
    syntax: 'ubl',
    kind: 'invoice',
    typeCode: '380',
    number: '1',
    issueDate: '2026-11-02',
    currency: 'EUR',
    seller: { name: 'Nordhafen Schrauben GmbH' },
    buyer: { name: 'Musterwerft Ahoi GmbH' },
    orderReference: 'PO-1',
    precedingInvoices: [],
    notes: [],
    accounts: [],
    lines,
    ...changes,
    charges,
    allowances,
    vatBreakdown,
    totals: {
      lines: sum(lines.map(({ amount }) => amount)).toFixed(2),
      allowances: sum(allowances.map(({ amount }) => amount)).toFixed(2),
      charges: sum(charges.map(({ amount }) => amount)).toFixed(2),
      taxExclusive: net.toFixed(2),
      tax: tax.toFixed(2),
      taxInclusive: net.plus(tax).toFixed(2),
      prepaid,
      rounding: '0',
      payable: net.plus(tax).minus(prepaid).toFixed(2),
    },
  };
}

export function lineOf(changes: Partial<InvoiceLine> = {}): InvoiceLine {
  const line = {
    id: '1',
    name: 'Bolt M8',
    quantity: '100',
    unit: 'H87',
    price: '2.50',
    baseQuantity: '1',
    allowances: [],
    charges: [],
    ...changes,
  };
  const extra = sum(line.charges.map(({ amount }) => amount)).minus(sum(line.allowances.map(({ amount }) => amount)));
  return {
    amount: new Decimal(line.quantity).times(line.price).dividedBy(line.baseQuantity).plus(extra).toFixed(2),
    ...line,
  };
}

export const orderedLine = (changes: Partial<OrderLine> = {}): OrderLine => ({
  id: '1',
  item: 'B-8',
  name: 'Bolt M8',
  quantity: '100',
  unit: 'H87',
  price: '2.50',
  ...changes,
});
export const orderOf = (lines: OrderLine[], currency = 'EUR'): Order => ({
  number: 'PO-1',
  supplier: 'S1',
  currency,
  date: '2026-10-01',
  lines,
});
export const receiptOf = (
  quantity: string,
  changes: Partial<Receipt> = {},
  orderLine = '1',
  unit = 'H87',
): Receipt => ({
  number: 'R1',
  order: 'PO-1',
  date: '2026-10-20',
  kind: 'receipt',
  lines: [{ orderLine, quantity, unit }],
  ...changes,
});
export const sum = (amounts: string[]): Decimal => Decimal.sum(0, ...amounts);

/** What was found, short: `price 25.00`. */
export const found = (comparison: Comparison): string[] =>
  comparison.differences.map(({ kind, effect }) => `${kind} ${effect}`);
