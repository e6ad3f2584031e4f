import type { z } from 'zod';
import { SeaworthyError } from '../contracts/errors';

/** Parses, or says which field of what is wrong. @throws SeaworthyError `Input.Invalid` */
export function parseAs<S extends z.ZodType>(schema: S, value: unknown, within = ''): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(
    parsed.error.issues.map(({ path, message }) => ({ path: [...(within ? [within] : []), ...path], message })),
  );
}

/** The first five faults, each with its field. */
export function invalid(issues: readonly { path: readonly PropertyKey[]; message: string }[]): SeaworthyError {
  const told = issues.slice(0, 5).map(({ path, message }) => `${path.map(String).join('.') || 'body'}: ${message}`);
  return new SeaworthyError('Input.Invalid', `${told.join('; ')}.`);
}
