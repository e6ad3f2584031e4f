import { z } from 'zod';
import { ActionCode, ReasonCode } from '../../contracts/invoice-exceptions';
import { InvalidInvoiceResponse, readInvoice, writeInvoiceResponse } from '../../integrations/documents';
import type { InvoiceResponse } from '../../integrations/documents';
import { personal } from '../../contracts/personal';
import { SystemError } from '../../integrations/system-error';
import { digestOf } from '../../ledger/digest-of';
import { defineTool } from '../define-tool';
import type { ToolCall } from '../define-tool';
import { mailbox } from '../systems/mailbox';
import { approvalForText } from './approval-for-text';

const Answer = z.object({ answer: personal('text') });

/** Message-ID of a write: the same for every attempt, so that a mailbox shows one message. */
const messageId = ({ reference }: ToolCall): string => `${reference.replace(/[^\w.-]+/g, '.')}@seaworthy.invalid`;

/** Whom to ask comes from what the run has established, never from the model. */
const contact = (call: ToolCall, fact: string, desk: string): string => {
  const address = call.facts[fact];
  return typeof address === 'string' && address ? address : desk;
};

/** One that the rules do not allow, such as to a supplier without electronic address, is refused: there is nothing to try again. */
const written = (response: InvoiceResponse): string => {
  try {
    return writeInvoiceResponse(response);
  } catch (error) {
    if (!(error instanceof InvalidInvoiceResponse)) throw error;
    throw new SystemError(error.message, { class: 'rejected', system: 'mailbox', code: error.rule, cause: error });
  }
};

export const mailboxTools = {
  askSupplier: defineTool({
    system: mailbox,
    effect: 'write',
    write: 'idempotent',
    permission: 'mail.suppliers.ask',
    description: 'Asks the supplier a question by mail and waits for the answer, which may take days.',
    input: z.object({ subject: personal('text').max(200), question: personal('text').max(4000) }),
    output: Answer,
    key: digestOf,
    approval: ({ subject, question }) => approvalForText(subject, question),
    asks: { role: 'supplier-contact', within: '5 days' },
    run: async ({ subject, question }, { mail, desk }, call) => {
      await mail.send(
        { to: contact(call, 'supplierContact', desk), subject, text: question, messageId: messageId(call) },
        call,
      );
      return { answer: '' };
    },
  }),
  askBuyer: defineTool({
    system: mailbox,
    effect: 'write',
    write: 'idempotent',
    permission: 'mail.buyers.ask',
    description: 'Asks whoever placed the order a question by mail and waits for the answer, which may take days.',
    input: z.object({ order: z.string().max(100), question: personal('text').max(4000) }),
    output: Answer,
    key: digestOf,
    approval: ({ order, question }) => approvalForText(order, question),
    asks: { role: 'buyer', within: '3 days' },
    run: async ({ order, question }, { mail, desk }, call) => {
      await mail.send(
        {
          to: contact(call, 'buyerContact', desk),
          subject: `Order ${order}`,
          text: question,
          messageId: messageId(call),
        },
        call,
      );
      return { answer: '' };
    },
  }),
  respond: defineTool({
    system: mailbox,
    effect: 'write',
    write: 'idempotent',
    permission: 'peppol.responses.send',
    description: 'Writes the Peppol Invoice Response, stores it and hands it over for sending.',
    input: z.object({
      document: z.string(),
      status: z.enum(['AP', 'CA', 'RE', 'UQ']),
      reasons: z.array(ReasonCode),
      actions: z.array(ActionCode),
      note: personal('text'),
      issuedAt: z.string(),
    }),
    output: z.object({ response: z.string() }),
    key: ({ document, status }) => `${document}/${status}`,
    approval: ({ note }) => approvalForText(note),
    run: async ({ document, status, reasons, actions, note, issuedAt }, { mail, documents, accessPoint }, call) => {
      const invoice = readInvoice((await documents.get(document)).bytes);
      const id = messageId(call).split('@')[0]!.slice(-60);
      const coded = <C extends string>(code: C): { code: C; text?: string } =>
        code === 'OTH' || code === 'PPD' ? { code, text: note } : { code };
      const xml = written({
        id,
        issuedAt: new Date(issuedAt),
        invoice,
        status,
        reasons: reasons.map(coded),
        actions: actions.map(coded),
        note,
      });
      const filename = `invoice-response-${status}.xml`;
      const response = await documents.put({ bytes: Buffer.from(xml), mediaType: 'application/xml', filename });
      await mail.send(
        {
          to: accessPoint,
          subject: `Invoice Response ${status}`,
          text: `Invoice Response ${status} (Peppol BIS Invoice Response 3).`,
          messageId: messageId(call),
          attachments: [{ filename, content: xml, contentType: 'application/xml' }],
        },
        call,
      );
      return { response };
    },
  }),
};
