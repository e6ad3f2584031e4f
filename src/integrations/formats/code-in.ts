import { z } from 'zod';

/** A system's own codes into those of a standard; unknown ones stay as they are. */
export const codeIn = (table: Readonly<Record<string, string>>): z.ZodType<string, string> =>
  z.string().transform((code) => (Object.hasOwn(table, code) ? table[code]! : code));
