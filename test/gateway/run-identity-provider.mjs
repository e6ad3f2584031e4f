// An OpenID Connect provider (oidc-provider) in a process of its own. SETTINGS, JSON: the private key it signs with, who there is, and where
// their browsers may be sent. Prints its issuer as one line of JSON.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { jwk, people, redirectUris, port = 0 } = JSON.parse(process.env.SETTINGS);

const server = createServer();
await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const claimsOf = (subject) => (Object.hasOwn(people, subject) ? people[subject] : {});
const provider = new Provider(issuer, {
  jwks: { keys: [jwk] },
  cookies: { keys: ['of a test'] },
  clients: [
    {
      client_id: 'desk',
      token_endpoint_auth_method: 'none',
      redirect_uris: redirectUris,
      post_logout_redirect_uris: redirectUris.map((uri) => new URL('/', uri).href),
    },
    {
      client_id: 'service',
      client_secret: 'secret-of-a-service',
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    },
  ],
  findAccount: async (_, accountId) => ({
    accountId,
    claims: async () => ({ sub: accountId, ...claimsOf(accountId) }),
  }),
  claims: { openid: ['sub'], profile: ['name', 'roles', 'realm_access', 'tenants'] },
  conformIdTokenClaims: false, // roles go into the id token itself
  pkce: { required: () => true },
  extraTokenClaims: async (_, { clientId }) => claimsOf(clientId),
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: async () => undefined,
      getResourceServerInfo: async (_, resource) => ({ scope: '', audience: resource, accessTokenFormat: 'jwt' }),
    },
  },
});
server.on('request', provider.callback());
console.log(JSON.stringify({ issuer }));
