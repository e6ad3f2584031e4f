import { z } from 'zod';
import { Amount, Currency, Day } from './amount';
import { Invoice } from './invoice';
import { personal } from './personal';
import { Order, Receipt, Supplier } from './procurement';

/** What starts a run of the workflow `invoice-exceptions`: a stored document, by its content address. */
export const InvoiceReceived = z.object({
  document: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .describe('id of the stored e-invoice'),
  filename: personal('text').max(200).optional(),
});
export type InvoiceReceived = z.infer<typeof InvoiceReceived>;

export const Difference = z.object({
  kind: z.enum(['price', 'quantity', 'not-ordered', 'not-received', 'unit', 'currency', 'total', 'billed-before']),
  line: z.string().optional().describe('invoice line'),
  orderLine: z.string().optional(),
  invoiced: z.string(),
  expected: z.string(),
  effect: Amount.describe('invoiced minus expected, net, in the invoice currency'),
});
export type Difference = z.infer<typeof Difference>;

/** Invoice beside order beside receipts. `differences` holds only what is outside the declared tolerances. */
export const Comparison = z.object({
  clean: z.boolean(),
  differences: z.array(Difference),
  lines: z.array(
    z.object({
      line: z.string(),
      orderLine: z.string().optional(),
      name: personal('text'),
      invoicedQuantity: Amount,
      orderedQuantity: Amount.optional(),
      receivedQuantity: Amount.optional(),
      invoicedPrice: Amount,
      orderedPrice: Amount.optional(),
    }),
  ),
  expectedPayable: Amount.describe(
    'what order, receipts and earlier invoices would justify, with tax, in the invoice currency',
  ),
  orderRoom: Amount.optional().describe('what may be billed on the order in all, with tax; only of invoices'),
});
export type Comparison = z.infer<typeof Comparison>;

/** OPStatusReason and OPStatusAction of Peppol BIS Invoice Response 3 (T111). */
export const ReasonCode = z.enum([
  'NON',
  'REF',
  'LEG',
  'REC',
  'QUA',
  'DEL',
  'PRI',
  'QTY',
  'ITM',
  'PAY',
  'UNR',
  'FIN',
  'PPD',
  'OTH',
]);
export type ReasonCode = z.infer<typeof ReasonCode>;
export const ActionCode = z.enum(['NOA', 'PIN', 'NIN', 'CNF', 'CNP', 'CNA', 'OTH']);
export type ActionCode = z.infer<typeof ActionCode>;

/** How the exception is resolved: concluded by the agent, or by the person who takes over. */
export const Resolution = z.object({
  action: z.enum(['accept', 'accept-with-adjustment', 'short-pay', 'query', 'reject', 'hand-over']),
  amount: Amount.describe(
    'what is to be paid in all, with tax, in the invoice currency; 0 for query, reject and hand-over',
  ),
  reasons: z.array(ReasonCode),
  actions: z.array(ActionCode),
  sure: z.boolean().describe('false sends it to a person'),
  rationale: personal('text').max(4000),
});
export type Resolution = z.infer<typeof Resolution>;

/** The brief the agent is given when it begins step `resolve`. */
export const ResolveBrief = z.object({
  invoice: Invoice,
  supplier: Supplier,
  order: Order,
  receipts: z.array(Receipt),
  comparison: Comparison,
});
export type ResolveBrief = z.infer<typeof ResolveBrief>;

/** Arguments of the one write that moves money. */
export const Posting = z.object({
  supplier: z.string(),
  number: z.string().describe("the supplier's invoice number"),
  kind: z.enum(['invoice', 'credit-note']),
  date: Day,
  order: z.string(),
  amount: Amount.describe('what is posted, with tax'),
  invoiced: Amount.describe('what the invoice asks for'),
  currency: Currency,
});
export type Posting = z.infer<typeof Posting>;

/** `amount` is what was posted: a person who approves may have changed it. */
export const Voucher = z.object({ voucher: z.string(), draft: z.string(), amount: Amount });
export type Voucher = z.infer<typeof Voucher>;
