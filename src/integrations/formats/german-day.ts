import { z } from 'zod';

/** "17.03.2024" → "2024-03-17"; days that do not exist are refused. */
export const GermanDay = z
  .string()
  .regex(/^\d{2}\.\d{2}\.\d{4}$/)
  .transform((text) => text.split('.').reverse().join('-'))
  .pipe(z.iso.date());
