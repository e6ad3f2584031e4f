import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Books, Entry } from './books';
import type { SeededOrder, SeededPrice, SeededReceipt } from './erp-seed';
import { germanAmount, germanDay, ownUnit, paddedNumber } from './formats';
import { pageOf } from './page-of';
import type { Supplier } from '../../src/contracts/procurement';

interface Filter {
  supplier?: string;
  number?: string;
  order?: string;
  reference?: string;
  status?: string;
  vatId?: string;
  gln?: string;
  name?: string;
  cursor?: string;
}

const STATUS = { draft: 'ERFASST', posted: 'GEBUCHT', cancelled: 'STORNIERT' } as const;

/** Its search does not care for case, accents and some punctuation. */
const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{M}\s.\-/]/gu, '')
    .toUpperCase();
/** Absent filters let everything pass; supplier numbers count only with their leading zeros. */
const same = (wanted: string | undefined, held: string | undefined): boolean => wanted === undefined || wanted === held;
const ofSupplier = (wanted: string | undefined, id: string): boolean => same(wanted, paddedNumber(id));

/** The questions one may ask the ERP; each route has its own habits of writing numbers and dates. */
export function addReadRoutes(app: FastifyInstance, books: Books, pageSize: number): void {
  const { seed } = books;
  const page = <T>(all: T[], { cursor }: Filter, reply: FastifyReply): unknown =>
    pageOf(all, cursor, pageSize) ?? reply.code(400).send({ code: 'X1-010', meldung: 'Blätterposition ungültig' });

  app.get('/ping', () => ({ status: 'ok' }));

  app.get<{ Querystring: Filter }>('/suppliers', ({ query }, reply) =>
    page(
      seed.suppliers
        .filter((it) => query.vatId === undefined || fold(it.vatId ?? '') === fold(query.vatId))
        .filter((it) => same(query.gln, it.gln))
        .filter((it) => query.name === undefined || fold(it.name).includes(fold(query.name)))
        .map(supplierAnswer),
      query,
      reply,
    ),
  );

  app.get<{ Querystring: Filter }>('/purchase-orders', ({ query }, reply) =>
    page(
      seed.orders
        .filter((it) => ofSupplier(query.supplier, it.supplier) && same(query.number, it.number))
        .filter((it) => same(query.status, it.open ? 'OFFEN' : 'ERLEDIGT'))
        .map(orderAnswer),
      query,
      reply,
    ),
  );

  app.get<{ Querystring: Filter }>('/goods-receipts', ({ query }, reply) =>
    page(
      seed.receipts
        .filter((it) => ofSupplier(query.supplier, it.supplier) && same(query.order, it.order))
        .map(receiptAnswer),
      query,
      reply,
    ),
  );

  app.get<{ Querystring: Filter }>('/contract-prices', ({ query }, reply) =>
    page(seed.prices.filter((it) => ofSupplier(query.supplier, it.supplier)).map(priceAnswer), query, reply),
  );

  app.get<{ Querystring: Filter }>('/invoices', ({ query }, reply) =>
    page(
      books.entries
        .filter((it) => ofSupplier(query.supplier, it.supplier))
        .filter((it) => same(query.number, it.number) && same(query.reference, it.reference))
        .map(invoiceAnswer),
      query,
      reply,
    ),
  );
}

const supplierAnswer = (it: Supplier): object => ({
  supplierNo: paddedNumber(it.id),
  name: it.name,
  vatId: it.vatId ?? null,
  gln: it.gln ?? null,
  bankAccounts: it.accounts.map((iban) => ({ iban })),
  postingBlock: it.blocked ? 'X' : '',
  mail: it.email ?? null,
});

/** Days and decimals the German way, supplier numbers without their zeros. */
const orderAnswer = (it: SeededOrder): object => ({
  orderNo: it.number,
  supplierNo: it.supplier,
  currency: it.currency,
  orderDate: germanDay(it.date),
  orderedBy: it.buyer ?? null,
  status: it.open ? 'OFFEN' : 'ERLEDIGT',
  positions: it.lines.map((line) => ({
    pos: line.id,
    material: line.item,
    text: line.name,
    quantity: germanAmount(line.quantity),
    uom: ownUnit(line.unit),
    netPrice: germanAmount(line.price),
  })),
});

/** Days the German way, decimals plain. Movement types as in SAP: 101 goods receipt, 122 return to the supplier. */
const receiptAnswer = (it: SeededReceipt): object => ({
  docNo: it.number,
  orderNo: it.order,
  supplierNo: paddedNumber(it.supplier),
  postedOn: germanDay(it.date),
  movement: it.kind === 'receipt' ? '101' : '122',
  positions: it.lines.map((line) => ({ pos: line.orderLine, quantity: line.quantity, uom: ownUnit(line.unit) })),
});

const priceAnswer = (it: SeededPrice): object => ({
  material: it.item,
  netPrice: germanAmount(it.price),
  currency: it.currency,
  validFrom: it.validFrom,
  validTo: it.validTo ?? null,
});

/** Days ISO, decimals plain, supplier numbers without their zeros. */
const invoiceAnswer = (it: Entry): object => ({
  id: it.id,
  reference: it.reference || null,
  supplierNo: it.supplier,
  externalNo: it.number,
  type: it.kind === 'credit-note' ? 'GS' : 'RE',
  documentDate: it.date,
  gross: it.amount,
  currency: it.currency,
  orderNo: it.order ?? null,
  status: STATUS[it.state],
  voucher: it.voucher ?? null,
});
