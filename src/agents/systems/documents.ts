import { compareInvoice, readInvoice, UnreadableInvoice } from '../../integrations/documents';
import { SystemError } from '../../integrations/system-error';
import type { Invoice } from '../../contracts/invoice';
import { SeaworthyError } from '../../contracts/errors';
import type { ErrorCode } from '../../contracts/errors';
import { defineSystem } from '../define-system';
import type { Platform } from '../define-system';

const gone: readonly ErrorCode[] = ['Document.Unknown', 'Document.Erased'];

/** What an agent can be briefed on, and Temporal can carry, with room to spare. */
const MOST_LINES = 500;
const MOST_CHARACTERS = 500_000;

/** The ledger's own document store and the reading of e-invoices: no rate and no credentials, so its reads run inside a stretch. */
export const documents = defineSystem({
  name: 'documents',
  inline: true,
  untrusted: true,
  requestTimeoutMs: 10_000,
  settlesWithinMs: 0,
  retries: 5,
  connect: ({ documents: store }: Platform) => ({
    async invoice(id: string): Promise<Invoice> {
      try {
        const invoice = readInvoice((await store.get(id)).bytes);
        const { length: lines } = invoice.lines;
        if (lines > MOST_LINES)
          throw rejected(
            `The invoice has ${lines} lines; up to ${MOST_LINES} are handled here. A person has to take it.`,
          );
        const { length: characters } = JSON.stringify(invoice);
        if (characters > MOST_CHARACTERS)
          throw rejected(
            `The invoice says ${characters} characters; up to ${MOST_CHARACTERS} are handled here. A person has to take it.`,
          );
        return invoice;
      } catch (error) {
        if (error instanceof SeaworthyError && gone.includes(error.code)) throw rejected(error.message);
        if (!(error instanceof UnreadableInvoice)) throw error;
        const { rules, position } = error;
        throw rejected(error.message, {
          rules: [...rules],
          ...(position ? { line: position.line, column: position.column } : {}),
        });
      }
    },
    compare: compareInvoice,
  }),
});

function rejected(message: string, details?: { [key: string]: string | number | string[] }): SystemError {
  return new SystemError(message, { class: 'rejected', system: 'documents', ...(details ? { details } : {}) });
}
