import type { Retention } from '../retention';

/**
 * By German law as of 2025. An assessment period that is still open keeps a voucher for longer (§ 147 Abs. 3 Satz 5 AO): place a hold. What was
 * neither posted nor answered is kept by no norm.
 */
export const retention = {
  zone: 'Europe/Berlin',
  rules: [
    {
      wrote: ['postInvoice'],
      ended: ['handed-over', 'unattended'], // somebody may have posted it by hand
      years: 8,
      source: 'vouchers and invoices: § 147 Abs. 1 Nr. 4, Abs. 3 AO, § 257 Abs. 4 HGB, § 14b Abs. 1 UStG',
    },
    {
      wrote: ['askSupplier', 'respond'],
      years: 6,
      source: 'business letters: § 147 Abs. 1 Nr. 2 and 3, Abs. 3 AO, § 257 Abs. 4 HGB',
    },
  ],
} as const satisfies Retention;
