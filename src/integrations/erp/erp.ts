import type { Posting } from '../../contracts/invoice-exceptions';
import type { BookedInvoice, ContractPrice, Order, Receipt, Supplier } from '../../contracts/procurement';
import type { Call } from '../http/call';
import type { SupplierIds } from './match-supplier';

/**
 * What the invoice tools need of an ERP, whichever it is. Every method throws SystemError; writes throw class `unknown` when they may have happened.
 */
export interface Erp {
  /** By VAT id, else GLN, else name. `null` also where several fit and nothing tells them apart. */
  findSupplier(wanted: SupplierIds, call?: Call): Promise<Supplier | null>;
  /** The order of that number, or without one the newest open order of the supplier. */
  findOrder(wanted: { supplier: string; reference?: string | undefined }, call?: Call): Promise<Order | null>;
  ordersOf(supplier: string, call?: Call): Promise<Order[]>;
  receiptsOf(order: Pick<Order, 'supplier' | 'number'>, call?: Call): Promise<Receipt[]>;
  /** The contract prices of these items; an item without one is left out. */
  contractPrices(supplier: string, items: string[], call?: Call): Promise<ContractPrice[]>;
  /** What the books hold of a supplier, drafts and cancelled ones included. */
  invoicesOf(supplier: string, number?: string, call?: Call): Promise<BookedInvoice[]>;
  /** First phase of posting. Not idempotent: it is found again by its reference. */
  draftInvoice(posting: Posting, reference: string, call?: Call): Promise<{ draft: string }>;
  /** What came of a reference: the posted invoice if there is one, else the oldest draft. */
  findDraft(reference: string, call?: Call): Promise<BookedInvoice | null>;
  /** Second phase. Committing a posted one again answers the same voucher. `posting`: for one that computes the amount itself, to hold it against. */
  commitInvoice(draft: string, call: Call, posting: Posting): Promise<{ voucher: string }>;
  /** Whether it answers and takes our credentials. */
  probe(call?: Call): Promise<void>;
}
