import {
  OAuthError,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  UnauthorizedError,
  InsufficientScopeError,
  OAuthClientFlowError,
} from '@modelcontextprotocol/client';
import { z } from 'zod';
import { ConnectionFault } from '../http/connection-fault';
import { plainReason } from '../http/plain-reason';
import { SystemError } from '../system-error';
import type { FailureClass } from '../system-error';
import { AnswerTooLarge } from './sending';

const INVALID_PARAMS = -32602;
const METHOD_NOT_FOUND = -32601;

/**
 * What a failure of a call means. Where the server may have received a write and did not plainly refuse it, whether it was done is unknown. Of
 * what a server or the SDK says, one plain line at most is told.
 */
export function mcpFailure(
  error: unknown,
  { system, what, maybeDone }: { system: string; what: string; maybeDone: boolean },
): SystemError {
  const fail = (failure: FailureClass, message: string, code?: string): SystemError => {
    const unknown = maybeDone && failure !== 'credential' && failure !== 'rejected';
    return new SystemError(unknown ? `${message} It may have been done: look before sending it again.` : message, {
      class: unknown ? 'unknown' : failure,
      system,
      ...(code ? { code } : {}),
      cause: error,
    });
  };
  const done = (failure: FailureClass): FailureClass => (maybeDone ? 'unknown' : failure);
  if (error instanceof SystemError) return error;
  if (error instanceof Error && error.cause instanceof SystemError) return error.cause; // no permit, while connecting
  if (error instanceof AnswerTooLarge)
    return fail(
      done('rejected'),
      `${system} answered ${what} with more than ${error.mostBytes} bytes. Ask for less.`,
      'too-large',
    );
  if (isCredential(error))
    return fail(
      'credential',
      `${system} does not accept our credentials for ${what}. Check client id, secret, issuer and scope.`,
    );
  if (error instanceof ProtocolError) {
    const refused = error.code === INVALID_PARAMS || error.code === METHOD_NOT_FOUND;
    return fail(
      refused ? 'rejected' : done('rejected'),
      `${system} refused ${what}: ${plainReason(error.message)}`,
      String(error.code),
    );
  }
  if (error instanceof SdkHttpError) {
    const limited = error.status === 429;
    return fail(
      limited ? 'rate-limited' : 'transient',
      `${system} failed on ${what} (HTTP ${error.status}).`,
      String(error.status),
    );
  }
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout)
    return fail('transient', `${system} did not answer ${what} in time.`, 'timeout');
  if (isUnfitting(error)) return fail('malformed', `What ${system} answered to ${what} is not what the protocol says.`);
  const code = error instanceof SdkError ? error.code : new ConnectionFault(error).code;
  return fail('transient', `${system} gave no answer to ${what} (${code}).`, code);
}

function isCredential(error: unknown): boolean {
  if (error instanceof SdkHttpError) return error.status === 401 || error.status === 403;
  if (error instanceof SdkError)
    return [SdkErrorCode.ClientHttpAuthentication, SdkErrorCode.ClientHttpForbidden].includes(error.code);
  return [UnauthorizedError, OAuthError, OAuthClientFlowError, InsufficientScopeError].some(
    (kind) => error instanceof kind,
  );
}

function isUnfitting(error: unknown): boolean {
  if (error instanceof SdkError)
    return [SdkErrorCode.InvalidResult, SdkErrorCode.UnsupportedResultType].includes(error.code);
  return error instanceof z.ZodError;
}
