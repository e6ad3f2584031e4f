import Anthropic from '@anthropic-ai/sdk';
import { ConnectionFault } from '../http/connection-fault';
import type { SystemError } from '../system-error';

/** Whether a call that failed has surely cost nothing: it was turned away by an HTTP status, or never got as far as a connection. */
export function isUnpaid({ cause }: SystemError): boolean {
  if (cause instanceof Anthropic.APIConnectionError) return !new ConnectionFault(cause).mayHaveArrived;
  return cause instanceof Anthropic.APIError && cause.status !== undefined;
}
