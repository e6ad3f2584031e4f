import { z } from 'zod';
import { keepSecret } from '../../secrets';
import type { Authentication } from '../authentication';

const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().optional() });

export interface ClientCredentials {
  /** Below the system's base address, or a whole one. */
  tokenPath: string;
  clientId: string;
  clientSecret: string;
  scope?: string;
}

/** OAuth 2.0 client credentials (RFC 6749, 4.4), the secret in the form. */
export function clientCredentials({ tokenPath, clientId, clientSecret, scope }: ClientCredentials): Authentication {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: keepSecret(clientSecret),
    ...(scope ? { scope } : {}),
  });
  return {
    type: 'renewed',
    obtain: async (ask) => {
      const { access_token: token, expires_in: seconds } = await ask(
        // RFC 6749, 5.2: a wrong client may be a 400 as well.
        { method: 'POST', path: tokenPath, effect: 'read', body, classes: { 400: 'credential', 403: 'credential' } },
        TokenAnswer,
      );
      const expiresInMs = seconds === undefined ? undefined : seconds * 1000;
      const headers = { authorization: `Bearer ${keepSecret(token, expiresInMs && 2 * expiresInMs)}` };
      return { headers, ...(expiresInMs === undefined ? {} : { expiresInMs }) };
    },
  };
}
