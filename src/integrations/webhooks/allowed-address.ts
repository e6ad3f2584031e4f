import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Somewhere that a message from here must not go. */
export class ForbiddenAddress extends Error {
  constructor(host: string) {
    super(`${host} is no public address. SEAWORTHY_WEBHOOK_HOSTS may allow it.`);
    this.name = 'ForbiddenAddress';
  }
}

/** Neither private, loopback, link-local (where clouds keep credentials), nor otherwise special: RFC 6890, also inside IPv6. */
export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/**
 * Resolves names as Node does, and refuses when any address is not public. Used by the connection itself, so that a name cannot be one address
 * while it is checked and another while it is called.
 */
export const publicLookup: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    const refused = !error && addresses.some(({ address }) => !isPublic(address));
    if (error ?? refused) callback(error ?? new ForbiddenAddress(host), '');
    else if (options.all) callback(null, addresses);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  });
};
