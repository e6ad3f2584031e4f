export interface Tolerances {
  /** A unit price may be this much off, either way: per cent of the ordered price, and currency units over the whole line. Both hold. */
  price: { percent: string; amount: string };
  /** Per cent of what was ordered or received by which the invoiced quantity may lie above it. */
  quantity: { percent: string };
  /** Currency units, net, by which all accepted deviations together, or charges that nobody ordered, may raise the invoice. */
  total: { amount: string };
}

/** What counts as agreement where nothing else is declared. */
export const tolerances: Tolerances = {
  price: { percent: '1', amount: '10.00' },
  quantity: { percent: '0' },
  total: { amount: '25.00' },
};
