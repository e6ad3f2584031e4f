import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { Books } from './books';
import type { BooksView } from './books';
import type { ErpSeed } from './erp-seed';
import { addFaultHooks } from './fault-hooks';
import { FaultPlan } from './fault-plan';
import type { FaultInput } from './fault';
import { addReadRoutes } from './read-routes';
import { KeptBooks } from './kept-books';
import { RequestRate } from './request-rate';
import { Tokens } from './tokens';
import { addWriteRoutes } from './write-routes';

export interface ErpStandInOptions {
  seed: ErpSeed;
  /** 0 or absent: any free port. */
  port?: number;
  host?: string;
  clientId?: string;
  clientSecret?: string;
  tokenTtlMs?: number;
  requestsPerSecond?: number;
  pageSize?: number;
  /** A file that keeps the books: one that is killed goes on where it was. */
  keepIn?: string;
}

export interface ErpStandIn {
  url: string;
  books(): BooksView;
  /** Requests and tokens so far, those refused included. */
  traffic(): Traffic;
  /** When each of them came, in milliseconds on the monotonic clock. */
  arrivals(): readonly number[];
  faults: Pick<FaultPlan, 'set' | 'list'>;
  close(): Promise<void>;
}
export interface Traffic {
  requests: number;
  tokens: number;
}

const OPEN_PATHS = /^\/(\?|$|_standin\/|oauth\/token)/;

/** An ERP to develop and test against: real HTTP, the quirks of real ones, faults on request. It says of itself that it is none. */
export async function startErpStandIn(options: ErpStandInOptions): Promise<ErpStandIn> {
  const { seed, clientId = 'seaworthy', clientSecret = 'stand-in' } = options;
  const books = options.keepIn
    ? new KeptBooks(structuredClone(seed), options.keepIn)
    : new Books(structuredClone(seed));
  const plan = new FaultPlan();
  const tokens = new Tokens(options.tokenTtlMs ?? 5 * 60_000);
  const rate = new RequestRate(options.requestsPerSecond ?? 100);
  const arrivals: number[] = [];
  const traffic = (): Traffic => ({ requests: arrivals.length, tokens: tokens.issued });

  const app = Fastify({ forceCloseConnections: true });
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-stand-in', 'erp');
    if (/^\/(\?|$|_standin\/)/.test(request.url)) return;
    arrivals.push(performance.now());
    const wait = rate.exceeded();
    if (wait !== undefined)
      return reply.code(429).header('retry-after', String(wait)).send({ error: 'Zu viele Anfragen' });
    if (!OPEN_PATHS.test(request.url) && !tokens.valid(request.headers.authorization))
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer error="invalid_token"')
        .send({ error: 'invalid_token' });
  });
  addFaultHooks(app, plan);
  addTokenRoute(app, tokens, { clientId, clientSecret });
  addReadRoutes(app, books, options.pageSize ?? 3);
  addWriteRoutes(app, books);

  app.get('/', (_request, reply) =>
    reply.type('text/plain').send('This is a stand-in for an ERP, for development and tests. Nothing here is real.\n'),
  );
  app.get('/_standin/books', () => ({ ...books.view(), traffic: traffic() }));
  app.get('/_standin/faults', () => plan.list());
  app.put<{ Body: FaultInput[] }>('/_standin/faults', ({ body }) => {
    plan.set(body);
    return plan.list();
  });

  const host = options.host ?? '127.0.0.1';
  await app.listen({ port: options.port ?? 0, host });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    books: () => books.view(),
    traffic,
    arrivals: () => arrivals,
    faults: plan,
    close: () => app.close(),
  };
}

/** OAuth 2.0 client credentials (RFC 6749, 4.4), the secret in the form. */
function addTokenRoute(app: FastifyInstance, tokens: Tokens, client: { clientId: string; clientSecret: string }): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
  );
  app.post<{ Body: Record<string, string> | null }>('/oauth/token', ({ body }, reply) => {
    if (body?.grant_type !== 'client_credentials') return reply.code(400).send({ error: 'unsupported_grant_type' });
    if (body.client_id !== client.clientId || body.client_secret !== client.clientSecret)
      return reply.code(401).send({ error: 'invalid_client' });
    return tokens.issue();
  });
}
