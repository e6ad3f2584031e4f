// What workers register: workflow types are these names.
export { customerSupport } from './customer-support';
export { deliverWebhook } from './deliver-webhook';
export { invoiceExceptions } from './invoice-exceptions';
export { submitBatches } from './submit-batches';
export { proveCandidate } from './prove-candidate';
export { takeIn } from './take-in';
export { watchSystem } from './watch-system';
