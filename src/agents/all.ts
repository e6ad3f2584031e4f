// One line for each agent; `seaworthy new` adds one.
export { customerSupportAgent } from './customer-support';
export { invoiceAgent } from './invoice-exceptions';
