import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { KeyError } from './key-ring';
import type { Verifier } from './key-ring';

/** Verifies with nothing but public keys: what an auditor has. Expiry is not checked here, since it limits claiming by the database's clock. */
export function verifierOf(keys: JSONWebKeySet): Verifier {
  const set = createLocalJWKSet(keys);
  return {
    async verify(purpose, token) {
      try {
        const { payload } = await jwtVerify(token, set, {
          algorithms: ['EdDSA', 'Ed25519'],
          issuer: 'seaworthy',
          audience: purpose,
          currentDate: new Date(0),
        });
        return payload;
      } catch (error) {
        throw new KeyError(error instanceof errors.JOSEError ? error.code : 'not a token');
      }
    },
  };
}
