import { isIP } from 'node:net';
import { ForbiddenAddress, isPublic } from './allowed-address';

/**
 * Holds the address of a receiver against what is allowed, as far as that can be told without asking a name server: HTTPS, no credentials, no
 * private address. `allowed` names hosts that are exempt.
 * @throws ForbiddenAddress, Error that says what is wrong
 */
export function checkTarget(url: URL, allowed: readonly string[]): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.username || url.password) throw new Error('it must not hold a user or a password');
  if (allowed.includes(host)) return;
  if (url.protocol !== 'https:') throw new Error('it has to be https');
  if (isIP(host) && !isPublic(host)) throw new ForbiddenAddress(host);
}
