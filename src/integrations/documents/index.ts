export { compareInvoice } from './compare-invoice';
export type { ResponseStatus } from './invoice-response-codes';
export { readInvoice } from './read-invoice';
export { textOf } from './text-of';
export { tolerances } from './tolerances';
export { UnreadableInvoice } from './unreadable-invoice';
export { InvalidInvoiceResponse, writeInvoiceResponse } from './write-invoice-response';
export type { InvoiceResponse } from './write-invoice-response';
