import { isGrpcServiceError } from '@temporalio/client';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { errors, SeaworthyError } from '../contracts/errors';
import type { ErrorCode } from '../contracts/errors';
import type { Problem } from '../contracts/http';
import { invalid } from './invalid';

const statuses: Partial<Record<ErrorCode, number>> = {
  'Input.Invalid': 400,
  'Approval.NotYours': 403,
  'Approval.WrongRole': 403,
  'Origin.Refused': 403,
  'Route.Unknown': 404,
  'Run.Unknown': 404,
  'Workflow.Unknown': 404,
  'Approval.Unknown': 404,
  'Halt.Unknown': 404,
  'Rule.Unknown': 404,
  'Document.Unknown': 404,
  'Approval.Decided': 409,
  'Document.TooLarge': 413,
  'Temporal.Unreachable': 503,
  'Ledger.Unavailable': 503,
};

/** gRPC: unavailable, deadline exceeded, cancelled, resource exhausted. */
const UNREACHABLE = new Set([14, 4, 1, 8]);

/** The one place where an error becomes an answer. What is not known is a fault of ours, of which the answer tells nothing. */
export function toProblem(error: unknown): Problem {
  const known = toKnown(error);
  if (known) return problem(known.code, known.detail, known.status);
  if (isDatabase(error)) return problem('Ledger.Unavailable');
  return problem('Bug', "The gateway's log says more.");
}

function toKnown(error: unknown): { code: ErrorCode; detail?: string | undefined; status?: number } | undefined {
  if (error instanceof SeaworthyError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const where = error.validationContext === 'body' ? [] : [error.validationContext ?? 'request'];
    return invalid(
      error.validation.map(({ instancePath, message }) => ({
        path: [...where, ...instancePath.split('/').filter(Boolean)],
        message: message ?? 'is wrong',
      })),
    );
  }
  const grpc = [error, (error as Error | undefined)?.cause].find(isGrpcServiceError);
  if (grpc && UNREACHABLE.has(grpc.code)) return { code: 'Temporal.Unreachable' };
  // What Fastify itself refuses: bodies that are no JSON, too large, or of a type that no route takes. Its messages are for callers.
  const { statusCode, code, message } = (error ?? {}) as { statusCode?: number; code?: string; message?: string };
  if (statusCode && statusCode < 500 && code?.startsWith('FST_'))
    return { code: 'Input.Invalid', detail: `body: ${message}.`, status: statusCode };
  return undefined;
}

export function problem(code: ErrorCode, detail?: string, status = statuses[code] ?? 500): Problem {
  return { type: `urn:seaworthy:problem:${code}`, title: errors[code], status, ...(detail ? { detail } : {}), code };
}

/** SQLSTATE classes for a connection, shutting down and out of resources; and sockets. */
function isDatabase(error: unknown): boolean {
  const causes = [error, (error as Error | undefined)?.cause] as { code?: unknown; message?: unknown }[];
  return causes.some(
    (cause) =>
      /^(08|53|57)|^E(CONN|PIPE|NOTFOUND|TIMEDOUT|AI_AGAIN)/.test(String(cause?.code)) ||
      /Connection terminated|timeout exceeded when trying to connect|Query read timeout/.test(String(cause?.message)),
  );
}
