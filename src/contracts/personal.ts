import { z } from 'zod';

/** What a personal value is; each kind has its own normal form, by which two of them are equal. */
export type PersonalKind = 'iban' | 'email' | 'name' | 'phone';

const declared = z.registry<{ kind: PersonalKind | 'text' }>();

/**
 * A text field that is a personal value as a whole, or free `text` in which there may be some. Neither models nor workflows see such values:
 * tokens stand in their place. Fields that workflows decide by (numbers, amounts, states) are never declared.
 */
export function personal(kind: PersonalKind | 'text'): z.ZodString {
  return z.string().register(declared, { kind });
}

/** Kept by `.max()`, `.describe()` and the like, and not shown in JSON schemas. */
export function personalKind(schema: z.core.$ZodType): PersonalKind | 'text' | undefined {
  return declared.get(schema)?.kind;
}
