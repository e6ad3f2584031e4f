import { z } from 'zod';
import { Amount, Currency, Day } from './amount';
import { personal } from './personal';

/** What the ERP says once its formats are normalised: the shapes tools return and workflows compare. */
export const Supplier = z.object({
  id: z.string(),
  name: z.string(),
  vatId: z.string().optional(),
  gln: z.string().optional(),
  accounts: z.array(personal('iban')),
  blocked: z.boolean(),
  email: personal('email').optional(),
});
export type Supplier = z.infer<typeof Supplier>;

export const OrderLine = z.object({
  id: z.string(),
  item: z.string().describe('item number of the supplier, or the name where there is none'),
  name: personal('text'),
  quantity: Amount,
  unit: z.string(),
  price: Amount.describe('net price per unit'),
});
export type OrderLine = z.infer<typeof OrderLine>;

export const Order = z.object({
  number: z.string(),
  supplier: z.string(),
  currency: Currency,
  date: Day,
  buyer: personal('email').optional().describe('who ordered: an e-mail address'),
  lines: z.array(OrderLine),
});
export type Order = z.infer<typeof Order>;

export const Receipt = z.object({
  number: z.string(),
  order: z.string(),
  date: Day,
  kind: z.enum(['receipt', 'return']),
  lines: z.array(z.object({ orderLine: z.string(), quantity: Amount, unit: z.string() })),
});
export type Receipt = z.infer<typeof Receipt>;

export const ContractPrice = z.object({
  item: z.string(),
  price: Amount,
  currency: Currency,
  validFrom: Day,
  validTo: Day.optional(),
});
export type ContractPrice = z.infer<typeof ContractPrice>;

/** An invoice the books already hold, or a draft of one. */
export const BookedInvoice = z.object({
  id: z.string(),
  reference: z.string().describe('our reference, given when the draft was made'),
  supplier: z.string(),
  number: z.string().describe("the supplier's invoice number"),
  kind: z.enum(['invoice', 'credit-note']).optional().describe('an invoice where it is not said'),
  date: Day,
  amount: Amount,
  currency: Currency,
  order: z.string().optional(),
  state: z.enum(['draft', 'posted', 'cancelled']),
  voucher: z.string().optional(),
});
export type BookedInvoice = z.infer<typeof BookedInvoice>;
