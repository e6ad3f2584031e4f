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

/** A time in which runs began. */
export const Span = z.object({
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
});

/** What is not said: until now, since so many days before. */
export function spanOf({ since, until }: z.infer<typeof Span>, days: number): { since: Date; until: Date } {
  const end = until ? new Date(until) : new Date();
  return { until: end, since: since ? new Date(since) : new Date(end.getTime() - days * 86_400_000) };
}
