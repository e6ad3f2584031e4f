import { z } from 'zod';
import type { RunStory } from '../../../src/contracts/http';
import { Invoice } from '../../../src/contracts/invoice';
import { Comparison } from '../../../src/contracts/invoice-exceptions';
import { Order, Receipt, Supplier } from '../../../src/contracts/procurement';
import { textIn } from '../../shared/fields';

const Case = z.object({
  invoice: Invoice,
  supplier: Supplier.nullish(),
  order: Order.nullish(),
  receipts: z.array(Receipt).optional(),
  comparison: Comparison.optional(),
});
export type InvoiceCase = z.infer<typeof Case>;

/** What the run has found out about an invoice, from the newest result of each tool; undefined where it is about none. */
export function caseOf({ timeline }: RunStory): InvoiceCase | undefined {
  const resultOf = (tool: string): unknown =>
    timeline.findLast(
      ({ kind, header }) =>
        kind === 'result' && textIn(header, 'tool') === tool && textIn(header, 'outcome') === 'done',
    )?.details;
  const found = Case.safeParse({
    invoice: resultOf('readInvoice'),
    ...(resultOf('findSupplier') as object | undefined),
    ...(resultOf('findOrder') as object | undefined),
    ...(resultOf('findReceipts') as object | undefined),
    comparison: resultOf('compareInvoice'),
  });
  return found.success ? found.data : undefined;
}
