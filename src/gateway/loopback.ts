import type { FastifyRequest } from 'fastify';
import { SeaworthyError } from '../contracts/errors';

const names = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

/** @throws SeaworthyError `Config.Invalid` for an address that others could reach */
export function requireLoopback(host: string): void {
  if (!names.has(host))
    throw new SeaworthyError(
      'Config.Invalid',
      `The gateway cannot listen on ${host}: as long as its people are local and unchecked, it answers 127.0.0.1 only. Put nothing in front of it.`,
    );
}

/**
 * A page of another site can make this machine's browser call the gateway, under a name of its own that it lets resolve to 127.0.0.1 or
 * with a form. Both show in Host and Origin.
 * @throws SeaworthyError `Origin.Refused`
 */
export function refuseForeign(request: FastifyRequest): void {
  const { host, origin } = request.headers;
  if (!isLocal(`http://${host ?? ''}`) || (origin !== undefined && !isLocal(origin)))
    throw new SeaworthyError('Origin.Refused');
}

function isLocal(url: string): boolean {
  return URL.canParse(url) && names.has(new URL(url).hostname);
}
