import { InvoiceReceived } from '../../contracts/invoice-exceptions';
import { readInvoice, UnreadableInvoice } from '../../integrations/documents';
import type { About } from '../define-agent';

/** The invoice by supplier and number, and its supplier: by VAT id, else GLN, else name. Nothing of one that cannot be read. */
export async function aboutRun(
  input: unknown,
  document: (id: string) => Promise<Uint8Array>,
): Promise<About | undefined> {
  try {
    const { seller, number } = readInvoice(await document(InvoiceReceived.parse(input).document));
    const supplier = seller.vatId ?? seller.gln ?? seller.name;
    return { subject: `${supplier}/${number}`, facts: { supplier } };
  } catch (error) {
    if (error instanceof UnreadableInvoice) return undefined;
    throw error;
  }
}
