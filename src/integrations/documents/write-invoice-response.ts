import { XMLBuilder } from 'fast-xml-parser';
import type { Invoice, Party } from '../../contracts/invoice';
import { ActionCode, ReasonCode } from '../../contracts/invoice-exceptions';
import { endpointOf } from './endpoint-of';
import type { ResponseStatus, StatusAction, StatusReason } from './invoice-response-codes';
import { customizationId, profileId, responseStatuses } from './invoice-response-codes';

export interface InvoiceResponse {
  /** Id of this message, unique for the buyer. */
  id: string;
  /** Written in UTC, to the second. */
  issuedAt: Date;
  invoice: Invoice;
  status: ResponseStatus;
  reasons: readonly StatusReason[];
  actions: readonly StatusAction[];
  note?: string | undefined;
}

/** A response that T111 does not allow: `rule` says which of its rules. */
export class InvalidInvoiceResponse extends Error {
  constructor(
    readonly rule: string,
    message: string,
  ) {
    super(`${rule}: ${message}`);
    this.name = 'InvalidInvoiceResponse';
  }
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  suppressEmptyNode: true,
});
const ubl = 'urn:oasis:names:specification:ubl:schema:xsd';

/**
 * A Peppol BIS Invoice Response 3: a UBL ApplicationResponse from the invoice's buyer to its seller, UTF-8. Characters that XML cannot
 * carry become U+FFFD in texts.
 * @throws InvalidInvoiceResponse where T111 does not allow it, or a party has no electronic address.
 */
export function writeInvoiceResponse({
  id,
  issuedAt,
  invoice,
  status,
  reasons,
  actions,
  note,
}: InvoiceResponse): string {
  checkCodes(status, reasons, actions);
  const [date, time] = issuedAt.toISOString().split(/[T.]/);
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    ApplicationResponse: {
      '@xmlns': `${ubl}:ApplicationResponse-2`,
      '@xmlns:cac': `${ubl}:CommonAggregateComponents-2`,
      '@xmlns:cbc': `${ubl}:CommonBasicComponents-2`,
      'cbc:CustomizationID': customizationId,
      'cbc:ProfileID': profileId,
      'cbc:ID': required(id, 'cbc:ID'),
      'cbc:IssueDate': date,
      'cbc:IssueTime': `${time}Z`,
      ...optional('cbc:Note', note),
      'cac:SenderParty': party(invoice.buyer, 'buyer'),
      'cac:ReceiverParty': party(invoice.seller, 'seller'),
      'cac:DocumentResponse': {
        'cac:Response': {
          'cbc:ResponseCode': status,
          'cac:Status': [
            ...reasons.map((reason) => clarification('OPStatusReason', reason)),
            ...actions.map((action) => clarification('OPStatusAction', action)),
          ],
        },
        'cac:DocumentReference': {
          'cbc:ID': required(invoice.number, 'cac:DocumentReference/cbc:ID'),
          'cbc:IssueDate': invoice.issueDate,
          'cbc:DocumentTypeCode': required(invoice.typeCode, 'cac:DocumentReference/cbc:DocumentTypeCode'),
        },
      },
    },
  });
}

function checkCodes(status: ResponseStatus, reasons: readonly StatusReason[], actions: readonly StatusAction[]): void {
  if (!Object.hasOwn(responseStatuses, status))
    throw new InvalidInvoiceResponse('UNCL4343-T111', 'the status is not one of AB, IP, UQ, CA, RE, AP, PD.');
  if (reasons.some(({ code }) => !ReasonCode.safeParse(code).success))
    throw new InvalidInvoiceResponse('PEPPOL-T111-R007', 'a reason is not in OPStatusReason.');
  if (actions.some(({ code }) => !ActionCode.safeParse(code).success))
    throw new InvalidInvoiceResponse('PEPPOL-T111-R006', 'an action is not in OPStatusAction.');
  if (['CA', 'UQ', 'RE'].includes(status) && reasons.length === 0) {
    throw new InvalidInvoiceResponse('PEPPOL-T111-R001', `status ${status} must say why: give a reason.`);
  }
  // The published R002 only warns; a reason "other" that says nothing helps no supplier.
  if ([...reasons, ...actions].some(({ code, text }) => code === 'OTH' && !clean(text))) {
    throw new InvalidInvoiceResponse('PEPPOL-T111-R002', 'code OTH needs a text that says what it is.');
  }
  for (const { text } of reasons.filter(({ code }) => code === 'PPD')) {
    if (!clean(text))
      throw new InvalidInvoiceResponse('PEPPOL-T111-R004', 'code PPD needs a text that says how much was paid.');
    // The published test of R005 is always true.
    if (status !== 'PD') throw new InvalidInvoiceResponse('PEPPOL-T111-R005', 'code PPD goes only with status PD.');
  }
}

function party(party: Party, role: 'buyer' | 'seller'): object {
  const endpoint = endpointOf(party);
  if (!endpoint) {
    throw new InvalidInvoiceResponse(
      'EndpointID',
      `the ${role} has no electronic address, GLN or VAT id to send to: answer by another way.`,
    );
  }
  return {
    'cbc:EndpointID': { '@schemeID': clean(endpoint.scheme), '#text': required(endpoint.id, 'cbc:EndpointID') },
    'cac:PartyLegalEntity': { 'cbc:RegistrationName': required(party.name, 'cbc:RegistrationName') },
  };
}

function clarification(
  listId: 'OPStatusReason' | 'OPStatusAction',
  { code, text }: StatusReason | StatusAction,
): object {
  return { 'cbc:StatusReasonCode': { '@listID': listId, '#text': code }, ...optional('cbc:StatusReason', text) };
}

function optional(name: string, text: string | undefined): Record<string, string> {
  const cleaned = clean(text);
  return cleaned ? { [name]: cleaned } : {};
}

function required(text: string, element: string): string {
  const cleaned = clean(text);
  if (!cleaned) throw new InvalidInvoiceResponse('empty elements', `${element} would be empty.`);
  return cleaned;
}

/** Without what XML 1.0 section 2.2 excludes. */
function clean(text = ''): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd').trim();
}
