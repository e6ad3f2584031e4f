import { InvoiceReceived, Resolution, ResolveBrief } from '../../contracts/invoice-exceptions';
import { defineAgent } from '../define-agent';
import { aboutRun } from './about-run';
import { contractTools } from './contract-tools';
import { documentTools } from './document-tools';
import { erpTools } from './erp-tools';
import { instructions } from './instructions';
import { mailboxTools } from './mailbox-tools';
import { nameRun } from './name-run';
import { retention } from './retention';
import { tellQuestion } from './tell-question';

/** The agent of the workflow `invoice-exceptions`: what it may do, and within which limits. */
export const invoiceAgent = defineAgent({
  name: 'invoice-exceptions',
  version: 3,
  models: ['claude-sonnet-5-5', 'claude-haiku-5-5'],
  instructions,
  limits: { turns: 12, usd: '0.50', malformed: 3, calls: 30, writes: 5, maxTokens: 4_096 },
  grants: [
    'documents.read',
    'erp.suppliers.read',
    'erp.orders.read',
    'erp.receipts.read',
    'erp.contracts.read',
    'contracts.read',
    'erp.invoices.read',
    'erp.invoices.post',
    'mail.suppliers.ask',
    'mail.buyers.ask',
    'peppol.responses.send',
  ],
  tools: { ...documentTools, ...erpTools, ...contractTools, ...mailboxTools },
  outcomes: { resolution: Resolution },
  decisive: { resolution: ['action', 'amount'] },
  briefs: { resolve: ResolveBrief },
  retention,
  roles: ['ap-clerk', 'ap-lead', 'controller', 'buyer', 'supplier-contact'],
  production: ['production'],
  monthlyRuns: 10_000,
  flagsGoTo: 'ap-lead',
  input: InvoiceReceived,
  subject: 'invoice',
  nameRun,
  aboutRun,
  tellQuestion,
});
