import type { z } from 'zod';
import type { HttpRequest } from './http-request';

/** What a request carries to say who we are. */
export interface Credential {
  headers: Readonly<Record<string, string>>;
  /** From when it was asked for. Without it the credential lasts until it is refused. */
  expiresInMs?: number;
}

/** Sends a request without a credential. */
export type Ask = <T>(request: HttpRequest, schema: z.ZodType<T>) => Promise<T>;

/** `renewed`: got from the system, shared by all requests, and got anew a little before it ends and once when it is refused. */
export type Authentication = { type: 'fixed'; credential: Credential } | RenewedAuthentication;

export interface RenewedAuthentication {
  type: 'renewed';
  obtain(ask: Ask): Promise<Credential>;
}
