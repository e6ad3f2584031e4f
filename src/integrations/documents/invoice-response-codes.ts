import type { ActionCode, ReasonCode } from '../../contracts/invoice-exceptions';

/** Peppol BIS Invoice Response 3 (transaction T111). */
export const customizationId = 'urn:fdc:peppol.eu:poacc:trns:invoice_response:3';
export const profileId = 'urn:fdc:peppol.eu:poacc:bis:invoice_response:3';

/** What the buyer says of the invoice, in the order in which statuses may follow one another; RE and PD are final. */
export const responseStatuses = {
  AB: 'acknowledged: readable and taken in',
  IP: 'in process',
  UQ: 'under query: stopped until the seller says more',
  CA: 'conditionally accepted: paid on the stated conditions unless disputed',
  RE: 'rejected',
  AP: 'accepted',
  PD: 'paid',
} as const;
export type ResponseStatus = keyof typeof responseStatuses;

export interface StatusReason {
  code: ReasonCode;
  text?: string | undefined;
}

export interface StatusAction {
  code: ActionCode;
  text?: string | undefined;
}
