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

/** Numbers of halts and rules in paths. */
export const Numbered = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** Those that are over as well. */
export const All = z.object({ all: z.enum(['true', 'false']).default('false') });
