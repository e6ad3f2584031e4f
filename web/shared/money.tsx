import type { ReactElement } from 'react';

/** Decimal text as people write it; nothing is rounded away. */
export function formatMoney(amount: string, currency: string): string {
  const fraction = Math.max(2, amount.split('.')[1]?.replace(/0+$/, '').length ?? 0);
  // Typed as numbers only, yet decimal text keeps each digit (ECMA-402, NumberFormat v3).
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: fraction,
    maximumFractionDigits: fraction,
  }).format(amount as unknown as number);
}

export function Money({ amount, currency }: { amount: string; currency: string }): ReactElement {
  return (
    <span style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>{formatMoney(amount, currency)}</span>
  );
}
