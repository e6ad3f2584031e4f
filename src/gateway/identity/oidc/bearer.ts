import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { SeaworthyError } from '../../../contracts/errors';
import { unavailable } from './provider';
import type { Provider } from './provider';
import type { OidcSettings } from './settings';

/** Never `none`, and nothing symmetric: a public key is no secret. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
/** Of access tokens (RFC 9068, 2.1), before there was a type for them, and where a provider says none. Not those of other kinds of tokens. */
const TYPES = ['at+jwt', 'jwt', undefined];
/** How far clocks may be apart. Seconds. */
const TOLERANCE = 5;

/** The claims of an access token that the provider made for this gateway. @throws SeaworthyError `Identity.Refused`, `Identity.Unavailable` */
export async function verifyBearer(
  token: string,
  { issuer, audience }: OidcSettings,
  provider: () => Promise<Provider>,
): Promise<JWTPayload> {
  if (!audience) throw new SeaworthyError('Identity.Refused', 'No tokens are taken here: sign in at /sign-in.');
  const { keys } = await provider();
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      requiredClaims: ['sub', 'exp'],
      clockTolerance: TOLERANCE,
    });
    const type = protectedHeader.typ?.toLowerCase().replace(/^application\//, '');
    if (!TYPES.includes(type)) throw new SeaworthyError('Identity.Refused', 'The token is no access token.');
    return payload;
  } catch (error) {
    throw refusalOf(error, issuer);
  }
}

/** What was wrong, in words of ours: what a token says is not repeated. */
function refusalOf(error: unknown, issuer: string): unknown {
  if (error instanceof SeaworthyError) return error;
  const refused = (why: string): SeaworthyError => new SeaworthyError('Identity.Refused', `The token ${why}.`);
  if (error instanceof errors.JWTExpired) return refused('has expired');
  if (error instanceof errors.JWTClaimValidationFailed) return refused(`has no ${error.claim} that is good here`);
  if (error instanceof errors.JWKSNoMatchingKey) return refused('is signed by a key that the provider does not have');
  if (error instanceof errors.JOSEAlgNotAllowed) return refused('is signed in a way that is not taken');
  if (error instanceof errors.JWSSignatureVerificationFailed) return refused('has a wrong signature');
  if (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    !(error instanceof errors.JOSEError)
  )
    return unavailable(issuer, 'it gave no keys');
  return error.code === 'ERR_JOSE_GENERIC'
    ? unavailable(issuer, 'it gave no keys')
    : refused('is no JWT that the provider signed');
}
