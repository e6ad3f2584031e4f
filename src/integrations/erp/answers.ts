import { z } from 'zod';
import { Currency } from '../../contracts/amount';
import type { BookedInvoice, ContractPrice, Order, Receipt, Supplier } from '../../contracts/procurement';
import { GermanAmount } from '../formats/german-amount';
import { GermanDay } from '../formats/german-day';
import { IsoDay } from '../formats/iso-day';
import { PlainAmount } from '../formats/plain-amount';
import { SupplierId, Unit } from './formats';

/** The ERP's answers: as little of them as we use, read into the shapes of contracts/procurement.ts. Other fields are ignored. */

const SupplierAnswer = z
  .object({
    supplierNo: SupplierId,
    name: z.string(),
    vatId: z.string().nullish(),
    gln: z.string().nullish(),
    bankAccounts: z.array(z.object({ iban: z.string() })),
    postingBlock: z.enum(['X', '']),
    mail: z.string().nullish(),
  })
  .transform((it): Supplier => ({
    id: it.supplierNo,
    name: it.name,
    ...(it.vatId && { vatId: it.vatId }),
    ...(it.gln && { gln: it.gln }),
    accounts: it.bankAccounts.map(({ iban }) => iban.replace(/\s/g, '')),
    blocked: it.postingBlock === 'X',
    ...(it.mail && { email: it.mail }),
  }));

const OrderAnswer = z
  .object({
    orderNo: z.string().min(1),
    supplierNo: SupplierId,
    currency: Currency,
    orderDate: GermanDay,
    orderedBy: z.string().nullish(),
    positions: z.array(
      z.object({
        pos: z.string(),
        material: z.string(),
        text: z.string(),
        quantity: GermanAmount,
        uom: Unit,
        netPrice: GermanAmount,
      }),
    ),
  })
  .transform((it): Order => ({
    number: it.orderNo,
    supplier: it.supplierNo,
    currency: it.currency,
    date: it.orderDate,
    ...(it.orderedBy && { buyer: it.orderedBy }),
    lines: it.positions.map((line) => ({
      id: line.pos,
      item: line.material,
      name: line.text,
      quantity: line.quantity,
      unit: line.uom,
      price: line.netPrice,
    })),
  }));

const MOVEMENTS = { '101': 'receipt', '122': 'return' } as const;

const ReceiptAnswer = z
  .object({
    docNo: z.string(),
    orderNo: z.string(),
    postedOn: GermanDay,
    movement: z.enum(['101', '122']),
    positions: z.array(z.object({ pos: z.string(), quantity: PlainAmount, uom: Unit })),
  })
  .transform((it): Receipt => ({
    number: it.docNo,
    order: it.orderNo,
    date: it.postedOn,
    kind: MOVEMENTS[it.movement],
    lines: it.positions.map((line) => ({ orderLine: line.pos, quantity: line.quantity, unit: line.uom })),
  }));

const PriceAnswer = z
  .object({
    material: z.string(),
    netPrice: GermanAmount,
    currency: Currency,
    validFrom: IsoDay,
    validTo: IsoDay.nullish(),
  })
  .transform((it): ContractPrice => ({
    item: it.material,
    price: it.netPrice,
    currency: it.currency,
    validFrom: it.validFrom,
    ...(it.validTo && { validTo: it.validTo }),
  }));

const STATES = { ERFASST: 'draft', GEBUCHT: 'posted', STORNIERT: 'cancelled' } as const;

const InvoiceAnswer = z
  .object({
    id: z.string().min(1),
    reference: z.string().nullish(),
    supplierNo: SupplierId,
    externalNo: z.string(),
    type: z.enum(['RE', 'GS']).nullish(),
    documentDate: IsoDay,
    gross: PlainAmount,
    currency: Currency,
    orderNo: z.string().nullish(),
    status: z.enum(['ERFASST', 'GEBUCHT', 'STORNIERT']),
    voucher: z.string().nullish(),
  })
  .transform((it): BookedInvoice => ({
    id: it.id,
    reference: it.reference ?? '',
    supplier: it.supplierNo,
    number: it.externalNo,
    ...(it.type === 'GS' && { kind: 'credit-note' as const }),
    date: it.documentDate,
    amount: it.gross,
    currency: it.currency,
    ...(it.orderNo && { order: it.orderNo }),
    state: STATES[it.status],
    ...(it.voucher && { voucher: it.voucher }),
  }));

const Id = z.string().min(1);

/** By request: what the client takes answers for, and quarantine holds them against again. */
export const answers = {
  'GET /suppliers': pageOf(SupplierAnswer),
  'GET /purchase-orders': pageOf(OrderAnswer),
  'GET /goods-receipts': pageOf(ReceiptAnswer),
  'GET /contract-prices': pageOf(PriceAnswer),
  'GET /invoices': pageOf(InvoiceAnswer),
  'POST /invoices': z.object({ draft: Id }),
  'POST /invoices/{}/commit': z.object({ voucher: Id }),
  'POST /payment-holds': z.object({ hold: Id }),
  'POST /disputes': z.object({ dispute: Id }),
  'GET /ping': z.object({ status: z.literal('ok') }),
};

function pageOf<T extends z.ZodType>(item: T): z.ZodObject<{ items: z.ZodArray<T>; next: z.ZodNullable<z.ZodString> }> {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}
