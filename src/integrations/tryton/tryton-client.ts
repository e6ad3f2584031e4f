import { z } from 'zod';
import type { Posting } from '../../contracts/invoice-exceptions';
import type { BookedInvoice, ContractPrice, Order, Receipt, Supplier } from '../../contracts/procurement';
import type { Call } from '../http/call';
import type { Erp } from '../erp/erp';
import type { SupplierIds } from '../erp/match-supplier';
import { SystemError } from '../system-error';
import { commitInvoice } from './committing';
import { contractPrices } from './contract-prices';
import { draftInvoice } from './drafting';
import { searchInvoices } from './invoices';
import { Orders } from './orders';
import { receiptsOf } from './receipts';
import type { Rpc } from './rpc';
import { ENDED } from './rpc-answer';
import { Suppliers } from './suppliers';

/** Tryton (6.0), with its modules purchase, account_invoice and stock, in the shapes of contracts/procurement.ts. See docs/tryton.md. */
export class TrytonClient implements Erp {
  private readonly suppliers: Suppliers;
  private readonly orders: Orders;

  constructor(private readonly rpc: Rpc) {
    this.suppliers = new Suppliers(rpc);
    this.orders = new Orders(rpc);
  }

  findSupplier(wanted: SupplierIds, call?: Call): Promise<Supplier | null> {
    return this.suppliers.find(wanted, call);
  }

  findOrder(wanted: { supplier: string; reference?: string | undefined }, call?: Call): Promise<Order | null> {
    return this.orders.find(wanted, call);
  }

  ordersOf(supplier: string, call?: Call): Promise<Order[]> {
    return this.orders.of(supplier, call);
  }

  receiptsOf(order: Pick<Order, 'supplier' | 'number'>, call?: Call): Promise<Receipt[]> {
    return receiptsOf(this.rpc, order, call);
  }

  contractPrices(supplier: string, items: string[], call?: Call): Promise<ContractPrice[]> {
    return contractPrices(this.rpc, supplier, items, call);
  }

  invoicesOf(supplier: string, number?: string, call?: Call): Promise<BookedInvoice[]> {
    const ofNumber = number === undefined ? [] : [['reference', '=', number]];
    return searchInvoices(this.rpc, [['party.code', '=', supplier], ...ofNumber], call);
  }

  async draftInvoice(posting: Posting, reference: string, call?: Call): Promise<{ draft: string }> {
    try {
      return await draftInvoice(this.rpc, posting, reference, call);
    } catch (error) {
      if (!(error instanceof SystemError) || error.class !== 'unknown' || error.code !== ENDED) throw error;
      const made = await this.findDraft(reference, call);
      if (made) return { draft: made.id };
      throw new SystemError(error.message, { class: 'transient', system: 'erp', code: ENDED, cause: error });
    }
  }

  async findDraft(reference: string, call?: Call): Promise<BookedInvoice | null> {
    const found = await searchInvoices(this.rpc, [['description', '=', reference]], call);
    return found.find(({ state }) => state === 'posted') ?? found.find(({ state }) => state === 'draft') ?? null;
  }

  commitInvoice(draft: string, call: Call, posting: Posting): Promise<{ voucher: string }> {
    return commitInvoice(this.rpc, draft, posting, call);
  }

  async probe(call?: Call): Promise<void> {
    await this.rpc.read('model.res.user.get_preferences', [true], z.unknown(), call);
  }
}
