import { ClientCredentialsProvider } from '@modelcontextprotocol/client';
import type { OAuthTokens } from '@modelcontextprotocol/client';
import { keepSecret } from '../secrets';
import type { McpServer } from './mcp-server';

type OAuth = NonNullable<Extract<McpServer, { type: 'http' }>['oauth']>;

/** OAuth client credentials as the SDK gets and renews them; none of what it is given may be said back to us. */
export class ClientCredentials extends ClientCredentialsProvider {
  constructor({ issuer, clientId, clientSecret, scope }: OAuth) {
    super({
      clientId,
      clientSecret: keepSecret(clientSecret),
      expectedIssuer: issuer,
      ...(scope ? { scope } : {}),
    });
  }

  override saveTokens(tokens: OAuthTokens): void {
    keepSecret(tokens.access_token, 2_000 * (tokens.expires_in ?? 3_600));
    super.saveTokens(tokens);
  }
}
