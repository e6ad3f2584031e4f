import { z } from 'zod';

/** "1234.50" */
export const PlainAmount = z.string().regex(/^-?\d{1,15}(\.\d{1,10})?$/);
