import { z } from 'zod';
import { Amount } from '../../contracts/amount';
import { Posting, Voucher } from '../../contracts/invoice-exceptions';
import { BookedInvoice, ContractPrice, Order, Receipt, Supplier } from '../../contracts/procurement';
import { defineTool } from '../define-tool';
import type { RunFacts } from '../define-tool';
import { erp } from '../systems/erp';
import { approvalForPosting, limitsForPosting } from './approval-for-posting';

/** The run's own supplier: what was agreed with others is none of its agent's business. A run begins without one. */
const ofItsSupplier = ({ supplier }: { supplier: string }, facts: RunFacts): boolean =>
  facts['supplier'] === undefined || facts['supplier'] === supplier;

/** What is decided by has to be seen: receipts, prices and orders of hundreds of lines are shown whole. */
const WHOLE = 20_000;

/** What the workflow and the agent may do in the ERP. */
export const erpTools = {
  findSupplier: defineTool({
    system: erp,
    effect: 'read',
    permission: 'erp.suppliers.read',
    description: 'The supplier in the master data, by VAT id, else GLN, else name.',
    input: z.object({ vatId: z.string().optional(), gln: z.string().optional(), name: z.string() }),
    output: z.object({ supplier: Supplier.nullable() }),
    run: async (wanted, client, call) => ({ supplier: await client.findSupplier(wanted, call) }),
  }),
  findOrder: defineTool({
    system: erp,
    effect: 'read',
    permission: 'erp.orders.read',
    description: 'A purchase order of a supplier by its number; without a number, the newest open one.',
    input: z.object({ supplier: z.string(), reference: z.string().nullable() }),
    output: z.object({ order: Order.nullable() }),
    about: ofItsSupplier,
    run: async ({ supplier, reference }, client, call) => ({
      order: await client.findOrder({ supplier, ...(reference ? { reference } : {}) }, call),
    }),
  }),
  findReceipts: defineTool({
    system: erp,
    effect: 'read',
    permission: 'erp.receipts.read',
    description: 'Goods receipts and returns for an order.',
    input: z.object({ supplier: z.string(), order: z.string() }),
    output: z.object({ receipts: z.array(Receipt) }),
    shows: WHOLE,
    about: ofItsSupplier,
    run: async ({ supplier, order }, client, call) => ({
      receipts: await client.receiptsOf({ supplier, number: order }, call),
    }),
  }),
  orderHistory: defineTool({
    system: erp,
    effect: 'read',
    permission: 'erp.orders.read',
    description: 'Earlier and open purchase orders of a supplier.',
    input: z.object({ supplier: z.string() }),
    output: z.object({ orders: z.array(Order) }),
    shows: WHOLE,
    about: ofItsSupplier,
    run: async ({ supplier }, client, call) => ({ orders: await client.ordersOf(supplier, call) }),
  }),
  contractPrices: defineTool({
    system: erp,
    effect: 'read',
    permission: 'erp.contracts.read',
    description: 'Contract prices agreed with a supplier for items, with the days they are valid.',
    input: z.object({ supplier: z.string(), items: z.array(z.string()) }),
    output: z.object({ prices: z.array(ContractPrice) }),
    shows: WHOLE,
    about: ofItsSupplier,
    run: async ({ supplier, items }, client, call) => ({ prices: await client.contractPrices(supplier, items, call) }),
  }),
  earlierInvoices: defineTool({
    system: erp,
    effect: 'read',
    permission: 'erp.invoices.read',
    description: 'Invoices of a supplier that the books hold; with a number, only that one.',
    input: z.object({ supplier: z.string(), number: z.string().nullable() }),
    output: z.object({ invoices: z.array(BookedInvoice) }),
    shows: WHOLE,
    about: ofItsSupplier,
    run: async ({ supplier, number }, client, call) => ({
      invoices: await client.invoicesOf(supplier, number ?? undefined, call),
    }),
  }),
  postInvoice: defineTool({
    system: erp,
    effect: 'write',
    write: 'two-phase',
    permission: 'erp.invoices.post',
    description: 'Posts the invoice.',
    input: Posting.extend({ amount: Amount }),
    output: Voucher,
    about: ofItsSupplier,
    key: ({ supplier, number }) => `${supplier}/${number}`,
    approval: approvalForPosting,
    limits: limitsForPosting,
    draft: (posting, client, call) => client.draftInvoice(posting, call.reference, call),
    find: async ({ amount }, client, call) => {
      const found = await client.findDraft(call.reference, call);
      if (!found) return null;
      const { id: draft, voucher } = found;
      return { draft, ...(voucher ? { output: { voucher, draft, amount } } : {}) };
    },
    commit: async (draft, posting, client, call) => ({
      ...(await client.commitInvoice(draft, call, posting)),
      draft,
      amount: posting.amount,
    }),
  }),
};
