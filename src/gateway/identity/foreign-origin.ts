import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Gateway } from '../create-gateway';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The one other site whose pages may call this route, with their cookies: an origin such as `http://127.0.0.1:8233`. */
    origin?: string;
  }
}

export function allowedOrigin(request: FastifyRequest): string | undefined {
  return request.routeOptions.config.origin;
}

/** Lets pages of the route's origin read the answer, refusals too. */
export function shareWithOrigin(request: FastifyRequest, reply: FastifyReply): void {
  const origin = allowedOrigin(request);
  if (origin)
    reply.headers({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      vary: 'origin',
    });
}

/** Answers the question that browsers ask before they call for a page of another site. */
export function allowPreflight(app: Gateway, url: string, origin: string): void {
  app.options(
    url,
    { config: { may: 'everyone', often: true, origin }, schema: { hide: true } },
    async (_request, reply) =>
      reply
        .code(204)
        .headers({
          'access-control-allow-methods': 'POST',
          'access-control-allow-headers': 'authorization, content-type, seaworthy-as, x-namespace',
          'access-control-max-age': '600',
        })
        .send(),
  );
}
