/** An estimate, to three digits; from a hundred on whole. */
export function dollars(usd: number): string {
  const digits = usd >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', ...digits }).format(usd);
}
