import { InvoiceReceived } from '../../contracts/invoice-exceptions';
import { readInvoice, UnreadableInvoice } from '../../integrations/documents';
import { slug } from '../slug';

/** `invoice-<supplier>-<number>`; for one that cannot be read, by its digest. */
export async function nameRun(input: unknown, document: (id: string) => Promise<Uint8Array>): Promise<string> {
  const { document: id } = InvoiceReceived.parse(input);
  try {
    const { seller, number } = readInvoice(await document(id));
    return `invoice-${slug(seller.name).slice(0, 40)}-${slug(number).slice(0, 40)}`;
  } catch (error) {
    if (!(error instanceof UnreadableInvoice)) throw error;
    return `invoice-unreadable-${id.slice('sha256:'.length, 'sha256:'.length + 8)}`;
  }
}
