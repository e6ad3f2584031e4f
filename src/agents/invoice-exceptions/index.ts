import { InvoiceReceived, Resolution } from '../../contracts/invoice-exceptions';
import { defineAgent } from '../define-agent';
import { documentTools } from './document-tools';
import { erpTools } from './erp-tools';
import { instructions } from './instructions';
import { mailboxTools } from './mailbox-tools';
import { nameRun } from './name-run';

/** The agent of the workflow `invoice-exceptions`: what it may do, and within which limits. */
export const invoiceAgent = defineAgent({
  name: 'invoice-exceptions',
  version: 1,
  models: ['claude-sonnet-5-5', 'claude-haiku-5-5'],
  instructions,
  limits: { turns: 12, usd: '0.50', malformed: 3, maxTokens: 4_096 },
  grants: [
    'documents.read',
    'erp.suppliers.read',
    'erp.orders.read',
    'erp.receipts.read',
    'erp.contracts.read',
    'erp.invoices.read',
    'erp.invoices.post',
    'mail.suppliers.ask',
    'mail.buyers.ask',
    'peppol.responses.send',
  ],
  tools: { ...documentTools, ...erpTools, ...mailboxTools },
  outcomes: { resolution: Resolution },
  input: InvoiceReceived,
  nameRun,
});
