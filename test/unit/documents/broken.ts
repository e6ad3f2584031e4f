import { readInvoice } from '../../../src/integrations/documents/read-invoice';
import { UnreadableInvoice } from '../../../src/integrations/documents/unreadable-invoice';

/** The error that reading ends in. */
export function unreadable(xml: string | Uint8Array): UnreadableInvoice {
  try {
    readInvoice(typeof xml === 'string' ? Buffer.from(xml) : xml);
  } catch (error) {
    if (error instanceof UnreadableInvoice) return error;
    throw error;
  }
  throw new Error('It was read.');
}
