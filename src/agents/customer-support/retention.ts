import type { Retention } from '../retention';

/** By German law as of 2025: what moves money is a voucher, and what was written about it a business letter. */
export const retention = {
  zone: 'Europe/Berlin',
  rules: [
    {
      wrote: ['refund', 'cancel'],
      years: 8,
      source: 'vouchers: § 147 Abs. 1 Nr. 4, Abs. 3 AO, § 257 Abs. 4 HGB',
    },
    {
      wrote: ['exchange'],
      ended: ['done', 'refused', 'denied', 'handed-over', 'unattended'],
      years: 6,
      source: 'business letters: § 147 Abs. 1 Nr. 2 and 3, Abs. 3 AO, § 257 Abs. 4 HGB',
    },
  ],
} as const satisfies Retention;
