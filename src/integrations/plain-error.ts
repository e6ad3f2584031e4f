import { errors, SeaworthyError } from '../contracts/errors';
import { KeyError } from './keys/key-ring';
import { withoutSecrets } from './secrets';
import { SystemError } from './system-error';

/** What may be written of an error anywhere: into logs, histories, terminals. */
export interface PlainError {
  type: string;
  /** Only of errors that we have worded; others quote what they choked on. */
  message?: string;
  /** SQLSTATE, errno and the like. */
  code?: string;
  /** Where it was thrown: function, file and line. */
  at?: string[];
}

const FRAMES = 4;

/** Says where a fault of ours lies without saying on what. Of a failed query, it is the database's own error that counts. */
export function plainError(error: unknown): PlainError {
  if (error instanceof SeaworthyError) return { type: error.code, message: withoutSecrets(error.message) };
  if (error instanceof SystemError) return { type: `${error.system} ${error.class}`, message: error.message };
  if (error instanceof KeyError) return { type: error.name, message: error.message };
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, stack = '', cause, type } = error as Error & { type?: unknown };
  // What an activity throws has been through toFailure, which worded it.
  if (name === 'ApplicationFailure' && typeof type === 'string' && Object.hasOwn(errors, type))
    return { type, message: withoutSecrets(error.message) };
  const code = codeOf(error) ?? codeOf(cause);
  const at = stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, FRAMES)
    .map((line) => withoutSecrets(line.trim().slice('at '.length)));
  return { type: error.constructor.name || name, ...(code ? { code } : {}), at };
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : undefined;
}

/** In one line. */
export function tellPlainly(error: unknown): string {
  const { type, message, code, at = [] } = plainError(error);
  return message ?? `${[type, code].filter(Boolean).join(' ')}${at.length > 0 ? ` at ${at.join(' < ')}` : ''}`;
}
