import Anthropic from '@anthropic-ai/sdk';
import type { SystemError } from '../system-error';
import { isUnpaid } from './is-unpaid';

/** May have been taken all the same, by whatever stands before the provider. */
const UNCLEAR: ReadonlySet<number> = new Set([408, 409]);

/** Whether what was sent was surely not taken. Unlike for a call that is answered at once, a 5xx leaves that open. */
export function isTurnedAway(error: SystemError): boolean {
  const { cause } = error;
  const status = cause instanceof Anthropic.APIError ? (cause.status as number | undefined) : undefined;
  return isUnpaid(error) && (status === undefined || (status < 500 && !UNCLEAR.has(status)));
}
