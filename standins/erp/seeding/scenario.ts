/** What is the matter with an invoice, seen from the books. */
export const SCENARIOS = [
  'clean',
  'price', // the order has a better price
  'quantity', // less received, or less ordered, than invoiced
  'no-receipt',
  'no-order',
  'unknown-supplier',
  'bank-change', // the supplier's accounts are other ones
  'duplicate', // already posted, entered by hand
  'currency', // ordered in another one
] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** Which of its forms a scenario takes; it decides which resolution is right. Of credit notes `quantity` has one form: less went back. */
export type Variant =
  | 'contract-backs-invoice' // price: the contract list has the invoiced price, so accepting is right
  | 'contract-backs-order' // price: the contract list has the order's price, so short-pay is right
  | 'short-received' // quantity: less came than is invoiced
  | 'rest-came' // quantity: as before, but the buyer would say that the rest came
  | 'ordered-less'; // quantity: it all came, but less was ordered

/** Shares by default: about the mix that accounts payable sees, with the rare ones often enough to be met. */
export const DEFAULT_MIX: Record<Scenario, number> = {
  clean: 0.34,
  price: 0.16,
  quantity: 0.16,
  'no-receipt': 0.08,
  'no-order': 0.06,
  'unknown-supplier': 0.04,
  'bank-change': 0.06,
  duplicate: 0.06,
  currency: 0.04,
};
