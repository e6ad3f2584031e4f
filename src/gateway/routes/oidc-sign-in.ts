import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { z } from 'zod';
import type { Gateway } from '../create-gateway';
import type { Caller } from '../identity/caller';
import { escaped } from '../identity/escaped';
import type { PendingSignIns } from '../identity/oidc/pending-sign-ins';
import type { Provider } from '../identity/oidc/provider';
import type { OidcSettings } from '../identity/oidc/settings';
import { signInFailure } from '../identity/oidc/sign-in-failure';
import { returnTo } from '../identity/return-to';
import type { Sessions } from '../identity/sessions';
import { toProblem } from '../to-problem';

interface Deps {
  settings: OidcSettings;
  url: URL;
  provider: () => Promise<Provider>;
  pending: PendingSignIns;
  sessions: Sessions;
  callerOf: (claims: Record<string, unknown>) => Caller;
}

/** Authorization code flow with PKCE (OpenID Connect Core, 3.1; RFC 7636). No token of the provider's is kept. */
export function oidcSignInRoutes({ settings, url, provider, pending, sessions, callerOf }: Deps) {
  const redirectUri = new URL('/sign-in/callback', url).href;
  const route = { config: { may: 'everyone', signsIn: true }, errorHandler: tellBrowser } as const;
  return async (app: Gateway): Promise<void> => {
    app.get(
      '/sign-in',
      { ...route, schema: { querystring: z.object({ return_to: z.string().optional() }) } },
      async ({ query }, reply) => {
        const { configuration } = await provider();
        const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
        await pending.begin(reply, { state, nonce, verifier, returnTo: returnTo(query.return_to) });
        const parameters = {
          redirect_uri: redirectUri,
          scope: settings.scope,
          state,
          nonce,
          code_challenge: await calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        };
        return reply.redirect(buildAuthorizationUrl(configuration, parameters).href, 303);
      },
    );

    app.get(
      '/sign-in/callback',
      { ...route, schema: { querystring: z.looseObject({ state: z.string().max(200) }) } },
      async (request, reply) => {
        const { state, nonce, verifier, returnTo: back } = await pending.take(request, reply, request.query.state);
        const { configuration } = await provider();
        const tokens = await authorizationCodeGrant(configuration, new URL(request.url, url), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        }).catch((error: unknown) => {
          throw signInFailure(error, settings.issuer);
        });
        await sessions.open(reply, callerOf(tokens.claims()!));
        return reply.redirect(back, 303);
      },
    );
  };
}

/** A person sees a page, with a way on. */
function tellBrowser(error: FastifyError, { headers }: FastifyRequest, reply: FastifyReply): void {
  if (!headers.accept?.includes('text/html')) throw error;
  const { status, detail = '', title } = toProblem(error);
  void reply
    .code(status)
    .type('text/html')
    .send(page(`${detail} ${title}`));
}

function page(why: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Seaworthy: not signed in</title>
<h1>You are not signed in</h1>
<p>${escaped(why)}</p>
<p><a href="/sign-in">Sign in again</a></p>
</html>
`;
}
