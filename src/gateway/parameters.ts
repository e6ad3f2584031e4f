import { z } from 'zod';

// No control characters: PostgreSQL cannot even compare with some.

/** Ids in paths. */
export const Id = z.object({ id: z.string().regex(/^[\w.:-]{1,200}$/, 'an id') });

export const Filename = z.object({
  filename: z
    .string()
    .regex(/^[^\p{Cc}]{1,200}$/u, 'at most 200 characters, none of them a control character')
    .optional(),
});
