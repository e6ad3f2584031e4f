import { Decimal } from 'decimal.js';

/** 15 integer and 10 fraction digits must survive every step. */
export const Exact = Decimal.clone({ precision: 40 });

/** As contracts/amount.ts wants it: no exponent, at most 10 fraction digits. */
export const amountText = (value: Decimal): string => value.toDecimalPlaces(10).toFixed();
