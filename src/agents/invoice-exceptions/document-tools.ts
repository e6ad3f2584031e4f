import { z } from 'zod';
import { Amount } from '../../contracts/amount';
import { Comparison } from '../../contracts/invoice-exceptions';
import { Invoice } from '../../contracts/invoice';
import { Order, Receipt } from '../../contracts/procurement';
import { defineTool } from '../define-tool';
import { documents } from '../systems/documents';

const Document = z.object({ document: z.string() });

export const documentTools = {
  readInvoice: defineTool({
    system: documents,
    effect: 'read',
    permission: 'documents.read',
    description: 'The invoice as EN 16931 means it.',
    input: Document,
    output: Invoice,
    run: ({ document }, client) => client.invoice(document),
  }),
  compareInvoice: defineTool({
    system: documents,
    effect: 'read',
    permission: 'documents.read',
    description: 'Invoice beside order beside receipts, line by line, and beside what was billed on the order before.',
    input: Document.extend({ order: Order, receipts: z.array(Receipt), billed: Amount.default('0') }),
    output: Comparison,
    run: async ({ document, order, receipts, billed }, client) =>
      client.compare({ invoice: await client.invoice(document), order, receipts, billed }),
  }),
};
