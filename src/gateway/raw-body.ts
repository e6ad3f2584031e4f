import type { FastifyRequest } from 'fastify';
import type { Gateway } from './create-gateway';

export const MAX_DOCUMENT = 10 * 1024 * 1024;

/** Lets the routes of this scope take bytes of any type; JSON too, unless it is what the route wants. */
export function takeBytes(app: Gateway, { json }: { json: boolean }): void {
  if (!json) app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_DOCUMENT }, (_request, body, done) =>
    done(null, body),
  );
}

/** What the caller says its document is, where that is a plain media type. */
export function mediaTypeOf(request: FastifyRequest): string {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^[a-z0-9][\w.+-]{0,60}\/[a-z0-9][\w.+-]{0,60}$/.test(type) ? type : 'application/octet-stream';
}
