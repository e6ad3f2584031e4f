import type { z } from 'zod';
import type { Posting } from '../../contracts/invoice-exceptions';
import type { BookedInvoice, ContractPrice, Order, Receipt, Supplier } from '../../contracts/procurement';
import type { Call } from '../http/call';
import type { HttpRequest } from '../http/http-request';
import { byCursor } from '../http/pages/by-cursor';
import type { SystemHttp } from '../http/system-http';
import { answers } from './answers';
import type { Erp } from './erp';
import { paddedSupplier } from './formats';
import { matchSupplier, searchWord } from './match-supplier';
import type { SupplierIds } from './match-supplier';

/**
 * The ERP, in the shapes of contracts/procurement.ts. Every method throws SystemError (ARCHITECTURE.md, "Failures"); writes throw class
 * `unknown` when they may have happened. What `call.beforeSend` throws, and an abort by `call.signal`, come out unchanged, but for a
 * write that may have left already: that is `unknown`.
 */
export class ErpClient implements Erp {
  constructor(private readonly http: SystemHttp) {}

  /** By VAT id, else GLN, else name. `null` also where several fit and nothing tells them apart. */
  async findSupplier(wanted: SupplierIds, call?: Call): Promise<Supplier | null> {
    const { vatId, gln, name } = wanted;
    const ways = [
      { by: 'vatId', query: { vatId } },
      { by: 'gln', query: { gln } },
      { by: 'name', query: { name: searchWord(name) } },
    ] as const;
    for (const { by, query } of ways) {
      if (!Object.values(query)[0]) continue;
      const found = await this.list('/suppliers', query, answers['GET /suppliers'], call);
      const supplier = matchSupplier(wanted, found, by);
      if (supplier) return supplier;
    }
    return null;
  }

  /** The order of that number, or without one the newest open order of the supplier. */
  async findOrder(wanted: { supplier: string; reference?: string | undefined }, call?: Call): Promise<Order | null> {
    const supplier = paddedSupplier(wanted.supplier);
    const query =
      wanted.reference === undefined ? { supplier, status: 'OFFEN' } : { supplier, number: wanted.reference };
    const orders = await this.list('/purchase-orders', query, answers['GET /purchase-orders'], call);
    return orders.sort((a, b) => b.date.localeCompare(a.date) || b.number.localeCompare(a.number))[0] ?? null;
  }

  async ordersOf(supplier: string, call?: Call): Promise<Order[]> {
    return this.list('/purchase-orders', { supplier: paddedSupplier(supplier) }, answers['GET /purchase-orders'], call);
  }

  async receiptsOf(order: Pick<Order, 'supplier' | 'number'>, call?: Call): Promise<Receipt[]> {
    const query = { supplier: paddedSupplier(order.supplier), order: order.number };
    return this.list('/goods-receipts', query, answers['GET /goods-receipts'], call);
  }

  /** The contract prices of these items; an item without one is left out. */
  async contractPrices(supplier: string, items: string[], call?: Call): Promise<ContractPrice[]> {
    const prices = await this.list(
      '/contract-prices',
      { supplier: paddedSupplier(supplier) },
      answers['GET /contract-prices'],
      call,
    );
    return prices.filter(({ item }) => items.includes(item));
  }

  /** What the books hold of a supplier, drafts and cancelled ones included. */
  async invoicesOf(supplier: string, number?: string, call?: Call): Promise<BookedInvoice[]> {
    return this.list('/invoices', { supplier: paddedSupplier(supplier), number }, answers['GET /invoices'], call);
  }

  /** First phase of posting. Not idempotent: find it again by its reference. */
  async draftInvoice(posting: Posting, reference: string, call?: Call): Promise<{ draft: string }> {
    const body = {
      reference,
      supplierNo: paddedSupplier(posting.supplier),
      externalNo: posting.number,
      type: posting.kind === 'credit-note' ? 'GS' : 'RE',
      documentDate: posting.date,
      ...(posting.order && { orderNo: posting.order }),
      gross: posting.amount,
      invoiced: posting.invoiced,
      currency: posting.currency,
    };
    return this.write({ path: '/invoices', effect: 'write', body }, answers['POST /invoices'], call);
  }

  /** What came of a reference: the posted invoice if there is one, else the oldest draft. */
  async findDraft(reference: string, call?: Call): Promise<BookedInvoice | null> {
    const found = await this.list('/invoices', { reference }, answers['GET /invoices'], call);
    const byAge = found.filter((it) => it.reference === reference).sort((a, b) => a.id.localeCompare(b.id));
    return byAge.find(({ state }) => state === 'posted') ?? byAge.find(({ state }) => state === 'draft') ?? null;
  }

  /** Second phase. Committing a posted one again answers the same voucher. */
  async commitInvoice(draft: string, call?: Call): Promise<{ voucher: string }> {
    const request = { path: '/invoices/{draft}/commit', params: { draft }, effect: 'write', body: {} } as const;
    return this.write(request, answers['POST /invoices/{}/commit'], call);
  }

  /** Idempotent under its key. */
  async holdPayment(
    hold: { supplier: string; number: string; reason: string },
    idempotencyKey: string,
    call?: Call,
  ): Promise<{ hold: string }> {
    const body = { supplierNo: paddedSupplier(hold.supplier), externalNo: hold.number, reason: hold.reason };
    return this.write(
      { path: '/payment-holds', effect: 'idempotent', key: idempotencyKey, body },
      answers['POST /payment-holds'],
      call,
    );
  }

  /** Blind: the ERP keeps no key and offers no search, so nobody can tell afterwards whether it happened. */
  async openDispute(
    dispute: { supplier: string; number: string; text: string },
    call?: Call,
  ): Promise<{ dispute: string }> {
    const body = { supplierNo: paddedSupplier(dispute.supplier), externalNo: dispute.number, text: dispute.text };
    return this.write({ path: '/disputes', effect: 'write', body }, answers['POST /disputes'], call);
  }

  /** Whether the ERP answers and takes our credentials. */
  async probe(call?: Call): Promise<void> {
    await this.http.send({ method: 'GET', path: '/ping', effect: 'read' }, answers['GET /ping'], call);
  }

  private write<T>(request: Omit<HttpRequest, 'method'>, schema: z.ZodType<T>, call: Call | undefined): Promise<T> {
    return this.http.send({ method: 'POST', ...request }, schema, call);
  }

  private async list<T>(
    path: string,
    query: Record<string, string | undefined>,
    page: z.ZodType<{ items: T[]; next: string | null }>,
    call: Call | undefined,
  ): Promise<T[]> {
    const pages = byCursor(
      this.http.system,
      (cursor) => this.http.send({ method: 'GET', path, effect: 'read', query: { ...query, cursor } }, page, call),
      ({ next }) => next,
    );
    const all: T[] = [];
    for await (const { items } of pages) all.push(...items);
    return all;
  }
}
