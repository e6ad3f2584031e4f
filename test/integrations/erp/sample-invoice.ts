import { Decimal } from 'decimal.js';
import type { Invoice, InvoiceLine } from '../../../src/contracts/invoice';

/** `orderReference: undefined` takes it away. */
type Changes = Partial<Omit<Invoice, 'orderReference'>> & { orderReference?: string | undefined };
type LineInput = Pick<InvoiceLine, 'quantity' | 'price'> & Partial<InvoiceLine>;

/** An invoice that adds up, of a seller of its own per `seller` number. */
export function sampleInvoice(seller: number, lines: LineInput[], changes: Changes = {}): Invoice {
  const whole = lines.map((line, index): InvoiceLine => {
    const filled = {
      id: String(index + 1),
      name: `Part ${index + 1}`,
      unit: 'H87',
      baseQuantity: '1',
      allowances: [],
      charges: [],
      ...line,
    };
    const extra = Decimal.sum(0, ...filled.charges.map((it) => it.amount)).minus(
      Decimal.sum(0, ...filled.allowances.map((it) => it.amount)),
    );
    const amount = new Decimal(line.price).div(filled.baseQuantity).times(line.quantity).plus(extra).toFixed(2);
    return { ...filled, amount };
  });
  const net = Decimal.sum(0, ...whole.map((line) => line.amount)).toFixed(2);
  const { orderReference = 'orderReference' in changes ? undefined : `PO-${seller}`, ...rest } = changes;
  return {
    syntax: 'ubl',
    kind: 'invoice',
    typeCode: '380',
    number: `R-${seller}`,
    issueDate: '2026-03-17',
    currency: 'EUR',
    seller: { name: `Seller ${seller} GmbH`, vatId: `DE${100_000_000 + seller}` },
    buyer: { name: 'Buyer AG' },
    ...(orderReference !== undefined && { orderReference }),
    precedingInvoices: [],
    notes: [],
    accounts: [`DE0000000000000000${1000 + seller}`],
    lines: whole,
    allowances: [],
    charges: [],
    vatBreakdown: [],
    totals: {
      lines: net,
      allowances: '0',
      charges: '0',
      taxExclusive: net,
      tax: '0',
      taxInclusive: net,
      prepaid: '0',
      rounding: '0',
      payable: net,
    },
    ...rest,
  };
}
