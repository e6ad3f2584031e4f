import { buildEndSessionUrl } from 'openid-client';
import { SeaworthyError } from '../../contracts/errors';
import type { KeyRing } from '../../integrations/keys/key-ring';
import { oidcSignInRoutes } from '../routes/oidc-sign-in';
import { verifyBearer } from './oidc/bearer';
import { callerOf } from './oidc/caller-of';
import { PendingSignIns } from './oidc/pending-sign-ins';
import { discoverProvider } from './oidc/provider';
import type { OidcSettings } from './oidc/settings';
import type { People } from './people';

interface Options {
  settings: OidcSettings;
  /** The gateway's own, as browsers see it. */
  url: URL;
  /** Those that are known here; see knownRoles. */
  roles: readonly string[];
  keys: KeyRing;
}

/** People and services that an OpenID Connect provider vouches for: people by a session after signing in there, both by its access tokens. */
export function oidcPeople({ settings, url, roles, keys }: Options): People {
  const provider = discoverProvider(settings);
  const { issuer, clientId } = settings;
  return {
    issuer,
    checked: true,
    what: `those of ${issuer}`,
    named: async ({ headers: { authorization } }) => {
      if (authorization === undefined) return undefined;
      const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
      if (!token) throw new SeaworthyError('Identity.Refused', 'Authorization: only a bearer token does.');
      return callerOf(await verifyBearer(token, settings, provider), settings, { roles, by: 'token' });
    },
    identityOf: (subject) => ({ issuer, subject }),
    signOutAt: async () => {
      const found = await provider().catch(() => undefined);
      if (!found?.configuration.serverMetadata().end_session_endpoint) return null;
      const parameters = { client_id: clientId, post_logout_redirect_uri: url.href };
      return buildEndSessionUrl(found.configuration, parameters).href;
    },
    signInRoutes: (sessions) => {
      const pending = new PendingSignIns({ keys, secure: url.protocol === 'https:' });
      const signedIn = (claims: Record<string, unknown>) => callerOf(claims, settings, { roles, by: 'session' });
      return oidcSignInRoutes({ settings, url, provider, pending, sessions, callerOf: signedIn });
    },
  };
}
