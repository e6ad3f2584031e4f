import { z } from 'zod';
import { SeaworthyError } from '../../../contracts/errors';
import { keepSecret } from '../../../integrations/secrets';
import { requireSecure } from '../site';

/** The identity provider, and what its claims mean here. */
export interface OidcSettings {
  /** Exactly as the provider calls itself. */
  issuer: string;
  clientId: string;
  /** None where the gateway is a public client: PKCE alone then binds a sign-in to its browser. */
  clientSecret?: string;
  /** Whom access tokens have to be for. None are taken without. */
  audience?: string;
  scope: string;
  /** The claim that tells people apart: the same in all tokens of one person, or one person could be two pairs of eyes. */
  subjectClaim: string;
  /** Paths of claims: see claimAt. */
  rolesClaim: string;
  nameClaim: string;
  /** Without, everybody acts for all tenants; with, whoever does not have the claim acts for none. */
  tenantsClaim?: string;
}

const Env = z.object({
  SEAWORTHY_OIDC_ISSUER: z.string('is not set'),
  SEAWORTHY_OIDC_CLIENT_ID: z.string('is not set'),
  SEAWORTHY_OIDC_CLIENT_SECRET: z.string().optional(),
  SEAWORTHY_OIDC_AUDIENCE: z.string().optional(),
  SEAWORTHY_OIDC_SCOPE: z
    .string()
    .regex(/\bopenid\b/, 'has to contain openid')
    .default('openid profile'),
  SEAWORTHY_OIDC_SUBJECT_CLAIM: z.string().default('sub'),
  SEAWORTHY_OIDC_ROLES_CLAIM: z.string().default('roles'),
  SEAWORTHY_OIDC_NAME_CLAIM: z.string().default('name'),
  SEAWORTHY_OIDC_TENANTS_CLAIM: z.string().optional(),
});

/** Undefined where no provider is configured. @throws SeaworthyError `Config.Invalid` */
export function oidcSettings(env: NodeJS.ProcessEnv): OidcSettings | undefined {
  const given = Object.entries(env).filter(([name, value]) => name.startsWith('SEAWORTHY_OIDC_') && value);
  if (given.length === 0) return undefined;
  const parsed = Env.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new SeaworthyError('Config.Invalid', `${path.join('.')}: ${message}.`);
  }
  const {
    SEAWORTHY_OIDC_ISSUER: issuer,
    SEAWORTHY_OIDC_CLIENT_ID: clientId,
    SEAWORTHY_OIDC_CLIENT_SECRET: clientSecret,
    SEAWORTHY_OIDC_AUDIENCE: audience,
    SEAWORTHY_OIDC_TENANTS_CLAIM: tenantsClaim,
  } = parsed.data;
  requireSecure('SEAWORTHY_OIDC_ISSUER', issuer);
  // An id token is for the client: it would pass for an access token, and every site that people sign in to by this client has one.
  if (audience === clientId)
    throw new SeaworthyError(
      'Config.Invalid',
      'SEAWORTHY_OIDC_AUDIENCE: the audience of access tokens has to be another name than the client id.',
    );
  return {
    issuer,
    clientId,
    ...(clientSecret ? { clientSecret: keepSecret(clientSecret) } : {}),
    ...(audience ? { audience } : {}),
    scope: parsed.data.SEAWORTHY_OIDC_SCOPE,
    subjectClaim: parsed.data.SEAWORTHY_OIDC_SUBJECT_CLAIM,
    rolesClaim: parsed.data.SEAWORTHY_OIDC_ROLES_CLAIM,
    nameClaim: parsed.data.SEAWORTHY_OIDC_NAME_CLAIM,
    ...(tenantsClaim ? { tenantsClaim } : {}),
  };
}
