import { SeaworthyError } from '../../../contracts/errors';
import type { Caller } from '../caller';
import { claimAt, textsIn } from './claim-at';
import type { OidcSettings } from './settings';

/** OpenID Connect Core, 2, without what would not stay in a line. */
const SUBJECT = /^[^\p{Cc}]{1,255}$/u;
const LONGEST_NAME = 100;

/**
 * Who the provider says it is. Roles come from the claim and nowhere else, and of them only those that are known here: providers have roles of
 * their own, and whoever has any may read. @throws SeaworthyError `Identity.Refused`
 */
export function callerOf(
  claims: Readonly<Record<string, unknown>>,
  settings: OidcSettings,
  { roles: known, by }: { roles: readonly string[]; by: 'session' | 'token' },
): Caller {
  const { issuer, subjectClaim, nameClaim, rolesClaim, tenantsClaim } = settings;
  const subject = claims[subjectClaim];
  if (typeof subject !== 'string' || !SUBJECT.test(subject))
    throw new SeaworthyError('Identity.Refused', 'The provider gave no subject that could be one.');
  const names = [claimAt(claims, nameClaim), claims['preferred_username'], subject];
  const name = names.find((each): each is string => typeof each === 'string' && each !== '')!;
  const roles = textsIn(claimAt(claims, rolesClaim));
  return {
    identity: { issuer, subject },
    name: name.replace(/\p{Cc}/gu, ' ').slice(0, LONGEST_NAME),
    roles: known.filter((role) => roles.includes(role)),
    tenants: tenantsClaim === undefined ? undefined : [...new Set(textsIn(claimAt(claims, tenantsClaim)))],
    by,
  };
}
