import { createRemoteJWKSet } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import { allowInsecureRequests, ClientSecretPost, discovery, enableNonRepudiationChecks, None } from 'openid-client';
import type { Configuration } from 'openid-client';
import { SeaworthyError } from '../../../contracts/errors';
import type { OidcSettings } from './settings';

/** How long the provider may take to answer. Seconds. */
const ANSWERS_WITHIN = 5;

export interface Provider {
  /** For openid-client. */
  configuration: Configuration;
  /** The provider's public keys, fetched anew when a token names one that is not known. */
  keys: JWTVerifyGetKey;
}

/**
 * Asks the provider where its endpoints are, once, when that is first needed: a gateway starts, and keeps who is signed in, while the provider is
 * down. @throws SeaworthyError `Identity.Unavailable`
 */
export function discoverProvider(settings: OidcSettings): () => Promise<Provider> {
  let found: Promise<Provider> | undefined;
  return () =>
    (found ??= discover(settings).catch((error: unknown) => {
      found = undefined; // who comes next asks again
      throw error;
    }));
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Provider> {
  const url = new URL(issuer);
  const insecure = url.protocol === 'http:'; // only ever on this machine
  const configuration = await discovery(
    url,
    clientId,
    clientSecret,
    clientSecret ? ClientSecretPost(clientSecret) : None(),
    { timeout: ANSWERS_WITHIN, ...(insecure ? { execute: [allowInsecureRequests] } : {}) },
  ).catch((error: unknown) => {
    throw unavailable(issuer, `it gave no metadata (${reasonOf(error)})`);
  });
  enableNonRepudiationChecks(configuration);
  const { issuer: name, jwks_uri: jwks } = configuration.serverMetadata();
  if (name !== issuer)
    throw unavailable(issuer, `it calls itself ${name}; SEAWORTHY_OIDC_ISSUER has to be exactly that`);
  if (!jwks) throw unavailable(issuer, 'its metadata has no jwks_uri');
  return { configuration, keys: createRemoteJWKSet(new URL(jwks), { timeoutDuration: ANSWERS_WITHIN * 1000 }) };
}

export function unavailable(issuer: string, why: string): SeaworthyError {
  return new SeaworthyError('Identity.Unavailable', `${issuer}: ${why}.`);
}

/** Of a failed request, without what the other side said. */
function reasonOf(error: unknown): string {
  const { code, message, cause } = error as { code?: string; message?: string; cause?: { code?: string } };
  return cause?.code ?? code ?? message ?? 'no reason given';
}
