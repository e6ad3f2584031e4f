import { SeaworthyError } from '../../../contracts/errors';
import { unavailable } from './provider';

/** What openid-client throws, as who signs in is told: in words of ours, and the codes of RFC 6749. */
export function signInFailure(error: unknown, issuer: string): SeaworthyError {
  const { code, error: said, status } = error as { code?: string; error?: string; status?: number };
  const named = said && /^[a-z_]{1,40}$/.test(said) ? said : 'no error that is known';
  switch (code) {
    case 'OAUTH_AUTHORIZATION_RESPONSE_ERROR':
      return ['server_error', 'temporarily_unavailable'].includes(named)
        ? unavailable(issuer, `it says ${named}`)
        : new SeaworthyError('Identity.Refused', `The provider says ${named}.`);
    case 'OAUTH_RESPONSE_BODY_ERROR':
      return named === 'invalid_grant'
        ? new SeaworthyError(
            'Identity.Refused',
            'The provider does not take the code: it was used, or is not for this browser.',
          )
        : unavailable(issuer, `it refuses this gateway (${status} ${named})`);
    case 'OAUTH_TIMEOUT':
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case undefined:
      return unavailable(issuer, 'it gave no token');
    default:
      return new SeaworthyError(
        'Identity.Refused',
        'What came back from the provider is not what this browser asked for.',
      );
  }
}
