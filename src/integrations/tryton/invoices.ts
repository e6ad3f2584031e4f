import { Decimal } from 'decimal.js';
import { z } from 'zod';
import type { BookedInvoice } from '../../contracts/procurement';
import type { Call } from '../http/call';
import { CodeOf, CurrencyOf, Day, Id, Ids, Money, Text } from './fields';
import type { Domain, Rpc } from './rpc';

const Invoice = z.object({
  id: Id,
  state: z.enum(['draft', 'validated', 'posted', 'paid', 'cancelled']),
  number: Text,
  reference: z.string(),
  description: Text,
  'party.': CodeOf,
  invoice_date: Day.nullish(),
  create_date: z.string(),
  total_amount: Money,
  'currency.': CurrencyOf,
  purchases: Ids,
});
type Invoice = z.output<typeof Invoice>;

const FIELDS = [
  ...['state', 'number', 'reference', 'description', 'party.code', 'invoice_date', 'create_date', 'total_amount'],
  ...['currency.code', 'purchases'],
];

const STATES = {
  draft: 'draft',
  validated: 'draft',
  posted: 'posted',
  paid: 'posted',
  cancelled: 'cancelled',
} as const;

/** Supplier invoices that bear a number of the supplier: the drafts that Tryton makes of orders itself are none yet. */
export async function searchInvoices(rpc: Rpc, domain: Domain, call?: Call): Promise<BookedInvoice[]> {
  const whole = [['company', '=', await rpc.company(call)], ['type', '=', 'in'], ['reference', '!=', null], ...domain];
  const invoices = await rpc.search('account.invoice', whole, FIELDS, Invoice, call);
  const orders = await orderNumbers(rpc, invoices, call);
  return invoices.map((invoice) => {
    const amount = new Decimal(invoice.total_amount);
    const order = invoice.purchases.length > 0 ? orders.get(invoice.purchases[0]!) : undefined;
    const state = STATES[invoice.state];
    return {
      id: String(invoice.id),
      reference: invoice.description ?? '',
      supplier: invoice['party.'],
      number: invoice.reference,
      ...(amount.isNegative() && { kind: 'credit-note' as const }),
      date: invoice.invoice_date ?? invoice.create_date.slice(0, 10),
      amount: amount.abs().toFixed(),
      currency: invoice['currency.'],
      ...(order && { order }),
      state,
      // Validated ones have a number as well, and it may be given away again.
      ...(state === 'posted' && invoice.number && { voucher: invoice.number }),
    };
  });
}

async function orderNumbers(rpc: Rpc, invoices: readonly Invoice[], call?: Call): Promise<Map<number, string>> {
  const ids = [...new Set(invoices.flatMap(({ purchases }) => purchases))];
  if (ids.length === 0) return new Map();
  const Numbered = z.object({ id: Id, number: z.string() });
  const orders = await rpc.search('purchase.purchase', [['id', 'in', ids]], ['number'], Numbered, call);
  return new Map(orders.map(({ id, number }) => [id, number]));
}
