import type { Invoice } from '../../../src/contracts/invoice';
import { Exact } from './decimal';
import { sellersOf } from './seller';
import type { Seller } from './seller';

/** One business document. The same invoice given twice, or in both syntaxes, is one paper. */
export interface Paper {
  invoice: Invoice;
  /** Where it stands in the list given. */
  positions: number[];
  seller: Seller;
  /** The number it refers to; `undefined`: the supplier's one open order, found without number. */
  orderNumber: string | undefined;
  /** Papers with equal keys lie on one order, or bear one invoice number. */
  orderKey: string;
  numberKey: string;
}

export function papersOf(invoices: Invoice[]): Paper[] {
  const sellers = sellersOf(invoices);
  const papers = new Map<string, Paper>();
  invoices.forEach((invoice, position) => {
    const seller = sellers[position];
    if (!seller) return;
    const orderNumber = invoice.orderReference?.trim() || undefined;
    const numberKey = JSON.stringify([seller.key, invoice.number]);
    // Example files use one number for documents that differ: those are papers of their own.
    const key = JSON.stringify([numberKey, invoice.kind, new Exact(invoice.totals.payable), orderNumber]);
    const known = papers.get(key);
    if (known) known.positions.push(position);
    else {
      const orderKey = JSON.stringify([seller.key, orderNumber ?? null]);
      papers.set(key, { invoice, positions: [position], seller, orderNumber, orderKey, numberKey });
    }
  });
  return [...papers.values()];
}
