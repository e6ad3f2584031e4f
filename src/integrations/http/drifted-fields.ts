import { z } from 'zod';

/** The fields of an answer that did not fit, without the places in lists and without values: `items.netPrice`. `(answer)` where it is as a whole. */
export function driftedFields(error: unknown): string[] {
  if (!(error instanceof z.ZodError)) return ['(answer)'];
  const fields = error.issues.map(({ path }) => path.filter((part) => typeof part === 'string').join('.'));
  return [...new Set(fields.map((field) => field || '(answer)'))];
}
