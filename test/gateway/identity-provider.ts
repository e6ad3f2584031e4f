import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { GenerateKeyPairResult, JWTHeaderParameters } from 'jose';

/** For whom the access tokens of these tests are. */
const AUDIENCE = 'https://seaworthy.example';
const CLIENT = 'desk';

/** What the provider says of somebody, by the name they sign in with, or of a client. */
export type Claims = Readonly<Record<string, unknown>>;

export interface IdentityProvider {
  issuer: string;
  /** How a gateway is told of it. */
  env: NodeJS.ProcessEnv;
  /** An access token that the provider gives to the client `service`. */
  serviceToken(audience?: string): Promise<string>;
  /** A token under the provider's own key: good, but for what is given. */
  sign(claims?: Claims, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** What it signs with. */
  keys: GenerateKeyPairResult;
  /** The same one, at the same address. */
  again(): Promise<IdentityProvider>;
  close(): Promise<void>;
}

export async function startIdentityProvider(given: {
  people: Record<string, Claims>;
  redirectUris: string[];
}): Promise<IdentityProvider> {
  return startWith({ ...given, keys: await generateKeyPair('RS256', { extractable: true }) });
}

interface Settings {
  people: Record<string, Claims>;
  redirectUris: string[];
  keys: IdentityProvider['keys'];
  port?: number;
}

async function startWith(settings: Settings): Promise<IdentityProvider> {
  const { keys, ...rest } = settings;
  const jwk = { ...(await exportJWK(keys.privateKey)), alg: 'RS256', use: 'sig', kid: 'of-the-provider' };
  const child = spawn(process.execPath, [join(__dirname, 'run-identity-provider.mjs')], {
    env: { ...process.env, SETTINGS: JSON.stringify({ ...rest, jwk }) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The provider ended (${String(code)}) before it was there.`);
    }),
  ])) as [string];
  const { issuer } = JSON.parse(line) as { issuer: string };
  return {
    issuer,
    keys,
    env: {
      SEAWORTHY_OIDC_ISSUER: issuer,
      SEAWORTHY_OIDC_CLIENT_ID: CLIENT,
      SEAWORTHY_OIDC_AUDIENCE: AUDIENCE,
    },
    serviceToken: async (audience = AUDIENCE) => {
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'service',
        client_secret: 'secret-of-a-service',
        resource: audience,
      });
      const answer = await fetch(`${issuer}/token`, { method: 'POST', body });
      return ((await answer.json()) as { access_token: string }).access_token;
    },
    sign: (claims = {}, header = {}) =>
      new SignJWT({
        iss: issuer,
        aud: AUDIENCE,
        sub: 'service',
        roles: ['starter'],
        exp: Math.floor(Date.now() / 1000) + 60,
        ...claims,
      })
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'of-the-provider', ...header })
        .sign(keys.privateKey),
    again: () => startWith({ ...settings, port: Number(new URL(issuer).port) }),
    close: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
