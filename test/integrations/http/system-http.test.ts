// Starts HTTP servers of its own; no database.
import { z } from 'zod';
import { apiKey } from '../../../src/integrations/http/auth/api-key';
import { basic } from '../../../src/integrations/http/auth/basic';
import { clientCredentials } from '../../../src/integrations/http/auth/client-credentials';
import { sessionLogin } from '../../../src/integrations/http/auth/session-login';
import type { HttpRequest } from '../../../src/integrations/http/http-request';
import { byNumber } from '../../../src/integrations/http/pages/by-number';
import { byOffset } from '../../../src/integrations/http/pages/by-offset';
import { eachPage } from '../../../src/integrations/http/pages/each-page';
import { SystemHttp } from '../../../src/integrations/http/system-http';
import type { SystemHttpOptions } from '../../../src/integrations/http/system-http';
import { SystemError } from '../../../src/integrations/system-error';
import { startTinyServer } from './tiny-server';
import type { Answer, Asked, TinyServer } from './tiny-server';

const read: HttpRequest = { method: 'GET', path: '/thing', effect: 'read' };
const write: HttpRequest = { method: 'POST', path: '/thing', effect: 'write', body: {} };
const Anything = z.unknown();

let server: TinyServer;
let answer: (asked: Asked) => Answer;
beforeEach(async () => {
  answer = () => ({});
  server = await startTinyServer((asked) => answer(asked));
});
afterEach(() => server.close());

const http = (options: Partial<SystemHttpOptions> = {}): SystemHttp =>
  new SystemHttp({ system: 'shop', baseUrl: server.url, requestTimeoutMs: 2_000, ...options });
const paths = (): string[] => server.asked.map(({ url }) => url);
const failure = (work: Promise<unknown>): Promise<SystemError> =>
  work.then(
    () => {
      throw new Error('it went through');
    },
    (error: SystemError) => error,
  );

describe('who we are', () => {
  test('a key in its header, and user and password, go with each request', async () => {
    await http({ auth: apiKey('x-api-key', 'a-long-key') }).send(read, Anything);
    await http({ auth: basic('user', 'a-long-password') }).send(read, Anything);
    expect(server.asked[0]!.headers['x-api-key']).toBe('a-long-key');
    const pair = Buffer.from('user:a-long-password').toString('base64');
    expect(server.asked[1]!.headers.authorization).toBe(`Basic ${pair}`);
  });

  test('a key that is refused is not tried again', async () => {
    answer = () => ({ status: 401 });
    const error = await failure(http({ auth: apiKey('x-api-key', 'a-long-key') }).send(read, Anything));
    expect([error.class, server.asked.length]).toEqual(['credential', 1]);
  });

  /** Tokens t1, t2, …; the one that counts is `valid`. */
  const oauth = (expires_in: number | undefined, valid: () => string | undefined): { issued: () => number } => {
    let issued = 0;
    answer = ({ url, headers }) => {
      if (url === '/token') return { body: { access_token: `token-${++issued}`, expires_in } };
      const good = valid();
      return { status: good && headers.authorization !== `Bearer ${good}` ? 401 : 200 };
    };
    return { issued: () => issued };
  };
  const auth = clientCredentials({ tokenPath: '/token', clientId: 'us', clientSecret: 'a-long-secret', scope: 'all' });

  test('a token is got once for all, and anew a little before it ends', async () => {
    const { issued } = oauth(0.5, () => undefined);
    const client = http({ auth });
    await Promise.all([1, 2, 3].map(() => client.send(read, Anything)));
    expect(issued()).toBe(1);
    expect(server.asked[0]!.body).toBe(
      'grant_type=client_credentials&client_id=us&client_secret=a-long-secret&scope=all',
    );
    const until = performance.now() + 2_000;
    while (issued() === 1 && performance.now() < until) await client.send(read, Anything);
    expect(issued()).toBe(2);
    expect(server.asked.some(({ headers }) => headers.authorization === 'Bearer token-1')).toBe(true);
  });

  test('a token that is refused is got anew once, however many requests it was refused for', async () => {
    const { issued } = oauth(undefined, () => 'token-2');
    const client = http({ auth });
    await Promise.all([1, 2, 3, 4].map(() => client.send(read, Anything)));
    expect(issued()).toBe(2);
    expect(paths().filter((path) => path === '/thing')).toHaveLength(8);
  });

  test('a session is logged into anew when it has ended, and once', async () => {
    let logins = 0;
    const session = sessionLogin(async (ask) => {
      logins += 1;
      const login: HttpRequest = { method: 'POST', path: '/login', effect: 'read', body: { user: 'us' } };
      const { key } = await ask(login, z.object({ key: z.string() }));
      return { headers: { cookie: `session=${key}` } };
    });
    let ended = false;
    answer = ({ url, headers }) => {
      if (url === '/login') return { body: { key: `k${logins}` } };
      return { status: ended && headers.cookie !== 'session=k2' ? 403 : 200 };
    };
    const client = http({ auth: session, classes: { 403: 'credential' } });
    await client.send(read, Anything);
    ended = true;
    await client.send(read, Anything);
    expect(logins).toBe(2);
    answer = ({ url }) => (url === '/login' ? { body: { key: 'k' } } : { status: 403 });
    expect((await failure(client.send(read, Anything))).class).toBe('credential');
    expect(logins).toBe(3);
  });
});

describe('what an answer means', () => {
  test.each([
    [423, 'transient', undefined],
    [409, 'rejected', undefined],
    [404, 'transient', { 404: 'transient' as const }],
    [500, 'unknown', undefined],
  ] as const)('%i of a write → %s, as the system or the request declares', async (status, expected, classes) => {
    answer = () => ({ status, body: { error: 'busy' } });
    const request = { ...write, ...(classes ? { classes } : {}) };
    const error = await failure(http({ classes: { 423: 'transient' } }).send(request, Anything));
    expect([error.class, error.contract]).toEqual([expected, 'POST /thing']);
  });

  test('a body may say of a failure what its status does not', async () => {
    answer = () => ({ body: { fault: 'locked by somebody@example.org' } });
    const Fault = z.object({ fault: z.string() });
    const error = await failure(
      http({
        faultIn: (body) => {
          const fault = Fault.safeParse(body);
          return fault.success ? { reason: fault.data.fault, class: 'transient' } : undefined;
        },
      }).send(write, Anything),
    );
    expect(error).toMatchObject({
      class: 'transient',
      message: 'shop failed on POST /thing (HTTP 200). Try again later.', // what it says may name people
    });
  });

  test('one that does not fit says in which fields, without places and values', async () => {
    answer = () => ({ body: { items: [{ price: 1 }, { price: 'x' }, { price: 2 }] } });
    const error = await failure(http().send(read, z.object({ items: z.array(z.object({ price: z.string() })) })));
    expect(error).toMatchObject({ class: 'malformed', contract: 'GET /thing', drift: ['items.price'] });
    answer = () => ({ body: Buffer.from('<html>') });
    expect(await failure(http().send(read, Anything))).toMatchObject({ class: 'malformed', drift: ['(answer)'] });
  });

  test('it is decoded as it says, or as the system declares', async () => {
    answer = () => ({
      headers: { 'content-type': 'application/json; charset=ISO-8859-1' },
      body: Buffer.from('"Müller"', 'latin1'),
    });
    expect(await http().send(read, z.string())).toBe('Müller');
    answer = () => ({ body: Buffer.from('"Müller"', 'latin1') });
    expect(await http({ encoding: 'latin1' }).send(read, z.string())).toBe('Müller');
  });

  test('an empty one fits where nothing is asked of it', async () => {
    answer = () => ({ status: 204, body: Buffer.alloc(0) });
    await http().send({ method: 'DELETE', path: '/thing', effect: 'idempotent' }, z.undefined());
  });
});

describe('a request', () => {
  test('goes below the base address, what is filled in escaped, and its name holds nothing of it', async () => {
    answer = () => ({ status: 404 });
    const request: HttpRequest = { ...read, path: '/orders/{order}', params: { order: 'a/b c' }, query: { page: 2 } };
    const error = await failure(http({ baseUrl: `${server.url}/api/` }).send(request, Anything));
    expect(paths()).toEqual(['/api/orders/a%2Fb%20c?page=2']);
    expect(error.message).toBe('shop rejected GET /orders/{}: HTTP 404, without a reason');
  });

  test.each(['', '.', '..'])('cannot be bent to another path by %j', async (order) => {
    const request: HttpRequest = { ...read, path: '/orders/{order}', params: { order } };
    expect((await failure(http().send(request, Anything))).class).toBe('rejected');
    expect(server.asked).toEqual([]);
  });

  test('carries its key where the system declares a header for it, and is a fault of ours where it does not', async () => {
    const request: HttpRequest = { ...write, effect: 'idempotent', key: 'k-1' };
    await http({ idempotencyHeader: 'x-request-key' }).send(request, Anything);
    expect(server.asked[0]!.headers['x-request-key']).toBe('k-1');
    await expect(http().send(request, Anything)).rejects.toBeInstanceOf(TypeError);
  });

  test('waits while as many as may are under way', async () => {
    answer = () => ({ afterMs: 50 });
    const client = http({ concurrency: 2 });
    await Promise.all([1, 2, 3, 4, 5].map(() => client.send(read, Anything)));
    expect([server.most(), server.asked.length]).toEqual([2, 5]);
  });

  test('takes a permit each time it leaves, tokens and repetitions included, and before it is said to leave', async () => {
    const order: string[] = [];
    const permit = (): Promise<void> => Promise.resolve(void order.push('permit'));
    let asked = 0;
    answer = ({ url }) => {
      if (url === '/token') return { body: { access_token: `token-${asked}` } };
      return { status: ++asked === 1 ? 401 : 200 };
    };
    const auth = clientCredentials({ tokenPath: '/token', clientId: 'us', clientSecret: 'a-long-secret' });
    await http({ permit, auth }).send(write, Anything, { beforeSend: () => void order.push('leaves') });
    expect(paths()).toEqual(['/token', '/thing', '/token', '/thing']);
    expect(order).toEqual(['permit', 'permit', 'leaves', 'permit', 'permit', 'leaves']);
  });

  test('without a permit does not leave, and says when to come back', async () => {
    const wait = new SystemError('later', { class: 'rate-limited', system: 'shop', retryAfterMs: 700 });
    const client = http({ permit: () => Promise.reject(wait) });
    await expect(client.send(write, Anything)).rejects.toBe(wait);
    await expect(client.send(read, Anything)).rejects.toBe(wait);
    expect(server.asked).toEqual([]);
  });
});

describe('pages', () => {
  const all = ['a', 'b', 'c', 'd', 'e'];
  const gather = async <T>(pages: AsyncIterable<T[]>): Promise<T[]> => {
    const items: T[] = [];
    for await (const page of pages) items.push(...page);
    return items;
  };

  test('by offset end with a short one, by number with an empty one', async () => {
    const offsets: number[] = [];
    const byTwo = byOffset('shop', 2, (offset) => {
      offsets.push(offset);
      return Promise.resolve(all.slice(offset, offset + 2));
    });
    expect([await gather(byTwo), offsets]).toEqual([all, [0, 2, 4]]);
    const numbered = byNumber('shop', (page) => Promise.resolve(all.slice(3 * page - 3, 3 * page)));
    expect(await gather(numbered)).toEqual(all);
  });

  test('that do not end are given up', async () => {
    const endless = eachPage(
      'shop',
      0,
      () => Promise.resolve(['x']),
      () => 0,
    );
    expect(await failure(gather(endless))).toMatchObject({ class: 'malformed', system: 'shop' });
  });
});
