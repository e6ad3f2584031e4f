import Decimal from 'decimal.js';
import { formatMoney } from '../../shared/money';
import type { InvoiceCase } from './case-of';

export interface HeadRow {
  name: string;
  invoice: string;
  /** What order and master data say. */
  known: string;
  differs: boolean;
}

const NONE = '–';

/** What the invoice says as a whole, beside what order and master data say. */
export function headRows({ invoice, supplier, order, comparison }: InvoiceCase): HeadRow[] {
  const { seller, accounts, currency, orderReference, totals } = invoice;
  const money = (amount: string): string => formatMoney(amount, currency);
  const plain = (account: string): string => account.replace(/\s+/g, '').toUpperCase();
  const strange = accounts.filter((account) => !supplier?.accounts.map(plain).includes(plain(account)));
  return [
    {
      name: 'Supplier',
      invoice: seller.name,
      known: supplier
        ? `${supplier.name} (${supplier.id}${supplier.blocked ? ', blocked' : ''})`
        : 'not in the master data',
      differs: !supplier || supplier.blocked,
    },
    {
      name: 'Bank account',
      invoice: accounts.map(grouped).join(', ') || NONE,
      known: supplier?.accounts.map(grouped).join(', ') || NONE,
      differs: supplier !== undefined && strange.length > 0,
    },
    {
      name: 'Order',
      invoice: orderReference ?? NONE,
      known: order ? `${order.number} of ${order.date}` : 'not found',
      differs: !order || (orderReference !== undefined && orderReference !== order.number),
    },
    {
      name: 'Currency',
      invoice: currency,
      known: order?.currency ?? NONE,
      differs: order ? order.currency !== currency : false,
    },
    {
      name: 'To be paid',
      invoice: money(totals.payable),
      known: comparison ? `${money(comparison.expectedPayable)} justified` : NONE,
      differs:
        comparison !== undefined && !comparison.clean && !new Decimal(comparison.expectedPayable).eq(totals.payable),
    },
  ];
}

/** An IBAN in groups of four, as people compare them. */
function grouped(account: string): string {
  return account.replace(/(.{4})(?=.)/g, '$1 ');
}
