import { compareInvoice, readInvoice, UnreadableInvoice } from '../../integrations/documents';
import { SystemError } from '../../integrations/system-error';
import type { Invoice } from '../../contracts/invoice';
import { defineSystem } from '../define-system';
import type { Platform } from '../define-system';

/** The ledger's own document store and the reading of e-invoices: no rate and no credentials, so its reads run inside a stretch. */
export const documents = defineSystem({
  name: 'documents',
  inline: true,
  requestTimeoutMs: 10_000,
  settlesWithinMs: 0,
  retries: 5,
  connect: ({ documents: store }: Platform) => ({
    async invoice(id: string): Promise<Invoice> {
      const { bytes } = await store.get(id);
      try {
        return readInvoice(bytes);
      } catch (error) {
        if (!(error instanceof UnreadableInvoice)) throw error;
        const { rules, position } = error;
        throw new SystemError(error.message, {
          class: 'rejected',
          system: 'documents',
          details: { rules: [...rules], ...(position ? { line: position.line, column: position.column } : {}) },
        });
      }
    },
    compare: compareInvoice,
  }),
});
