import { z } from 'zod';
import { Amount, Currency, Day } from './amount';
import { personal } from './personal';

/** Names follow the business terms (BT-n) and groups (BG-n) of EN 16931-1:2017; both syntaxes (UBL 2.1, CII D16B) map onto them. */
export const Party = z.object({
  name: z.string(), // BT-27 / BT-44
  vatId: z.string().optional(), // BT-31 / BT-48
  gln: z.string().optional(), // BT-29 / BT-46 with scheme 0088
  legalId: z.string().optional(), // BT-30 / BT-47
  endpoint: z.object({ scheme: z.string(), id: personal('text') }).optional(), // BT-34 / BT-49
  country: z.string().optional(), // BT-40 / BT-55
  contact: personal('name').optional(), // BT-41 / BT-56
  phone: personal('phone').optional(), // BT-42 / BT-57
  email: personal('email').optional(), // BT-43 / BT-58
});
export type Party = z.infer<typeof Party>;

export const Vat = z.object({ category: z.string(), rate: Amount });
export type Vat = z.infer<typeof Vat>;

const AllowanceOrCharge = z.object({ amount: Amount, reason: personal('text').optional(), vat: Vat.optional() });

export const InvoiceLine = z.object({
  id: z.string(), // BT-126
  name: personal('text'), // BT-153
  description: personal('text').optional(), // BT-154
  sellerItemId: z.string().optional(), // BT-155
  buyerItemId: z.string().optional(), // BT-156
  standardItemId: z.string().optional(), // BT-157
  orderLine: z.string().optional(), // BT-132
  quantity: Amount, // BT-129
  unit: z.string(), // BT-130, UN/ECE Recommendation 20
  price: Amount, // BT-146, net, for `baseQuantity` units
  baseQuantity: Amount, // BT-149, 1 where the invoice is silent
  allowances: z.array(AllowanceOrCharge), // BG-27
  charges: z.array(AllowanceOrCharge), // BG-28
  amount: Amount, // BT-131, net
  vat: Vat.optional(), // BG-30
});
export type InvoiceLine = z.infer<typeof InvoiceLine>;

export const Invoice = z.object({
  syntax: z.enum(['ubl', 'cii']),
  kind: z.enum(['invoice', 'credit-note']),
  typeCode: z.string(), // BT-3, UNTDID 1001
  number: z.string(), // BT-1
  issueDate: Day, // BT-2
  dueDate: Day.optional(), // BT-9
  currency: Currency, // BT-5
  seller: Party, // BG-4
  buyer: Party, // BG-7
  orderReference: z.string().optional(), // BT-13
  contractReference: z.string().optional(), // BT-12
  precedingInvoices: z.array(z.string()), // BT-25
  notes: z.array(personal('text')), // BT-22, free text of the supplier: untrusted
  accounts: z.array(personal('iban')), // BT-84, IBAN or other account ids, spaces removed
  lines: z.array(InvoiceLine), // BG-25
  allowances: z.array(AllowanceOrCharge), // BG-20
  charges: z.array(AllowanceOrCharge), // BG-21
  vatBreakdown: z.array(Vat.extend({ taxable: Amount, tax: Amount })), // BG-23
  totals: z.object({
    lines: Amount, // BT-106
    allowances: Amount, // BT-107, 0 where absent
    charges: Amount, // BT-108, 0 where absent
    taxExclusive: Amount, // BT-109
    tax: Amount, // BT-110, in the invoice currency; 0 where absent
    taxInclusive: Amount, // BT-112
    prepaid: Amount, // BT-113, 0 where absent
    rounding: Amount, // BT-114, 0 where absent
    payable: Amount, // BT-115
  }),
});
export type Invoice = z.infer<typeof Invoice>;
