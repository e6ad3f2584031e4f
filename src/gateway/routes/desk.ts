import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { Gateway } from '../create-gateway';
import { problem } from '../to-problem';
import { pagePolicy } from '../set-headers';

const everyone = { config: { may: 'everyone' }, schema: { hide: true } } as const;

/**
 * The desk: one page, whose parts are under /desk/. Everyone may load it; what it shows comes by the API, from who has signed in. `folder` is
 * what `npm run build:web` made.
 */
export function deskRoutes(folder: string) {
  return async (app: Gateway): Promise<void> => {
    await app.register(fastifyStatic, { root: folder, serve: false, suppressWarning: true });
    app.get('/', everyone, async (_request, reply) => reply.redirect('/desk/inbox', 302));
    app.get('/desk', everyone, async (_request, reply) => reply.redirect('/desk/inbox', 302));
    app.get('/desk/icon.svg', everyone, async (_request, reply) => reply.sendFile('icon.svg', { maxAge: '1d' }));
    // Named after what is in them.
    app.get<{ Params: { '*': string } }>('/desk/assets/*', everyone, async (request, reply) =>
      reply.sendFile(`assets/${request.params['*']}`, { maxAge: '365d', immutable: true }),
    );
    app.get('/desk/*', everyone, async (_request, reply) => {
      const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
      if (page === undefined) {
        const told = problem('Route.Unknown', 'The desk is not built: npm run build:web does that.');
        return reply.code(told.status).type('application/problem+json').send(JSON.stringify(told));
      }
      const nonce = randomBytes(16).toString('base64');
      return reply
        .type('text/html')
        .header('cache-control', 'no-store')
        .header('content-security-policy', pagePolicy(nonce))
        .send(page.replaceAll('SEAWORTHY-NONCE', nonce));
    });
  };
}
