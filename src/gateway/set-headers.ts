import helmet from '@fastify/helmet';
import type { Gateway } from './create-gateway';

const directives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** The same for a page whose components bring style elements of their own: only those that know the nonce of this answer count. */
export function pagePolicy(nonce: string): string {
  return Object.entries({ ...directives, styleSrc: [...directives.styleSrc, `'nonce-${nonce}'`] })
    .map(([name, sources]) => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${sources.join(' ')}`)
    .join(';');
}

/** What browsers are told of every answer: pages of ours run what this origin serves, nothing inline, and nobody frames them. */
export async function setHeaders(app: Gateway, { secure }: { secure: boolean }): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives,
    },
    frameguard: { action: 'deny' },
    // `no-referrer` would make browsers send `Origin: null` with forms of our own.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure ? { maxAge: 365 * 24 * 3600, includeSubDomains: false } : false,
  });
}
