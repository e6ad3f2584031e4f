import type { FastifyRequest } from 'fastify';
import { SeaworthyError } from '../../contracts/errors';
import { allowedOrigin } from './foreign-origin';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

/** Where the gateway is, as browsers and services see it. */
export interface Site {
  /** Undefined where only this machine is answered, under its own names. */
  url: URL | undefined;
}

/** An address of SEAWORTHY_URL's kind: that of a whole site. @throws SeaworthyError `Config.Invalid` */
export function siteAt(setting: string, address: string): URL {
  const url = requireSecure(setting, address);
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password)
    throw new SeaworthyError(
      'Config.Invalid',
      `${setting}: the gateway has its site to itself; leave out what comes after ${url.origin}.`,
    );
  return url;
}

/** An address whose traffic nobody reads on the way. @throws SeaworthyError `Config.Invalid` */
export function requireSecure(setting: string, address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.has(url.hostname))) return url;
  throw new SeaworthyError('Config.Invalid', `${setting}: only an https:// address does, but for one of this machine.`);
}

/** @throws SeaworthyError `Config.Invalid` for an address that others could reach */
export function requireLoopback(host: string): void {
  if (!loopback.has(host))
    throw new SeaworthyError(
      'Config.Invalid',
      `The gateway cannot listen on ${host}: as long as its people are local and unchecked, it answers 127.0.0.1 only. Put nothing in front of it.`,
    );
}

/**
 * A page of another site can make a browser call the gateway, with a form, or under a name of its own that it lets resolve to the gateway's
 * address. Both show in Host and Origin, whoever calls.
 * @throws SeaworthyError `Origin.Refused`
 */
export function refuseForeign(request: FastifyRequest, site: Site): void {
  const { origin } = request.headers;
  const host = hostOf(request);
  const called = `http://${host}`;
  const local = URL.canParse(called) && loopback.has(new URL(called).hostname);
  if (!local && host !== site.url?.host) throw new SeaworthyError('Origin.Refused', 'Host: this is not its name.');
  const ours = origin === site.url?.origin || (local && origin === called);
  if (origin !== undefined && !ours && origin !== allowedOrigin(request))
    throw new SeaworthyError('Origin.Refused', 'Origin: no page of another site may call this.');
}

/**
 * A browser adds cookies to what other sites' pages send. It also says where each call comes from, which no page can change, and that is what
 * counts here: there is no token to hand out, to keep and to leak. Old browsers say it by Origin alone.
 * @throws SeaworthyError `Origin.Refused`
 */
export function refuseCrossSite(request: FastifyRequest): void {
  const { 'sec-fetch-site': from, 'sec-fetch-mode': mode, origin } = request.headers;
  if (origin !== undefined && origin === allowedOrigin(request)) return;
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const own = from === 'same-origin' || (from === undefined && (reads || origin !== undefined));
  // What was typed, or followed by a link: it shows a page and changes nothing.
  const visits = reads && (from === 'none' || mode === 'navigate');
  if (!own && !visits)
    throw new SeaworthyError(
      'Origin.Refused',
      'A session is good for pages of this gateway, and the browser names none.',
    );
}

/** A target that is a whole URL counts more than the header (RFC 9112, 3.2.2). */
function hostOf({ url, headers: { host = '' } }: FastifyRequest): string {
  if (url.startsWith('/')) return host;
  return URL.canParse(url) ? new URL(url).host : '';
}
