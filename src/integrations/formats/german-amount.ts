import { z } from 'zod';

/** "1.234,50-" → "-1234.50": thousands dots, decimal comma, the sign before or behind. */
export const GermanAmount = z
  .string()
  .regex(/^(-(?!.*-))?(\d{1,3}(\.\d{3})+|\d{1,15})(,\d{1,10})?-?$/)
  .transform((text) => `${text.includes('-') ? '-' : ''}${text.replace(/[.-]/g, '').replace(',', '.')}`);
