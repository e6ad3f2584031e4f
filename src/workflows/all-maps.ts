// One line for each map; `seaworthy new` adds one.
export { customerSupportMap } from './customer-support';
export { invoiceExceptionsMap } from './invoice-exceptions';
