import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { errors, SeaworthyError } from '../contracts/errors';
import type { ErrorCode } from '../contracts/errors';
import type { Problem } from '../contracts/http';
import { withoutSecrets } from '../integrations/secrets';
import { isDatabaseError } from '../ledger/is-database-error';
import { grpcCode } from './grpc-code';
import { invalid } from './invalid';

const statuses: Partial<Record<ErrorCode, number>> = {
  'Input.Invalid': 400,
  'Identity.Missing': 401,
  'Identity.Refused': 401,
  'Role.Missing': 403,
  'Tenant.NotYours': 403,
  'Approval.NotYours': 403,
  'Approval.WrongRole': 403,
  'Origin.Refused': 403,
  'Route.Unknown': 404,
  'Run.Unknown': 404,
  'Workflow.Unknown': 404,
  'Approval.Unknown': 404,
  'Halt.Unknown': 404,
  'Rule.Unknown': 404,
  'Flag.Unknown': 404,
  'Flag.Reviewed': 409,
  'Case.Unknown': 404,
  'Guidance.Unknown': 404,
  'Proof.Unknown': 404,
  'Rollout.Unknown': 404,
  'Rollout.Refused': 409,
  'Hold.Unknown': 404,
  'Document.Unknown': 404,
  'Webhook.Unknown': 404,
  'Delivery.Unknown': 404,
  'Answer.Unknown': 404,
  'Approval.Decided': 409,
  'Readiness.Lacking': 409,
  'Run.NotEnded': 409,
  'Run.Held': 409,
  'Run.Retained': 409,
  'Run.Erased': 410,
  'Document.Erased': 410,
  'Document.TooLarge': 413,
  'Rate.Limited': 429,
  'Temporal.Unreachable': 503,
  'Ledger.Unavailable': 503,
  'Identity.Unavailable': 503,
};

/** gRPC: unavailable, deadline exceeded, cancelled, resource exhausted. */
const UNREACHABLE = new Set([14, 4, 1, 8]);

/** The one place where an error becomes an answer. What is not known is a fault of ours, of which the answer tells nothing. */
export function toProblem(error: unknown): Problem {
  const known = toKnown(error);
  if (known) return problem(known.code, known.detail, known.status);
  if (isDatabaseError(error)) return problem('Ledger.Unavailable');
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
  const grpc = grpcCode(error);
  if (grpc !== undefined && UNREACHABLE.has(grpc)) return { code: 'Temporal.Unreachable' };
  // What Fastify itself refuses: bodies that are no JSON, too large, or of a type that no route takes. Its messages are for callers.
  const { statusCode, code, message } = (error ?? {}) as { statusCode?: number; code?: string; message?: string };
  if (statusCode && statusCode < 500 && code?.startsWith('FST_'))
    return { code: 'Input.Invalid', detail: `body: ${message}.`, status: statusCode };
  return undefined;
}

export function problem(code: ErrorCode, detail?: string, status = statuses[code] ?? 500): Problem {
  return {
    type: `urn:seaworthy:problem:${code}`,
    title: errors[code],
    status,
    ...(detail ? { detail: withoutSecrets(detail) } : {}),
    code,
  };
}
