// What workers register: workflow types are these names.
export { invoiceExceptions } from './invoice-exceptions';
