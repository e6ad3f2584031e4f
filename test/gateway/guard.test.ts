// Pure but for sockets: a gateway's guard before routes of the test.
import rateLimit from '@fastify/rate-limit';
import Fastify from 'fastify';
import type { Gateway } from '../../src/gateway/create-gateway';
import { guard } from '../../src/gateway/identity/guard';
import { localPeople } from '../../src/gateway/identity/local-people';
import { may } from '../../src/gateway/identity/may';
import { returnTo } from '../../src/gateway/identity/return-to';
import type { Sessions } from '../../src/gateway/identity/sessions';
import { call } from '../helpers/call';
import type { Answer } from '../helpers/call';

const ui = 'http://127.0.0.1:8233';

/** A gateway with this route alone; where it listens, and an end to it. */
async function guarded(add: (app: Gateway) => void): Promise<{ url: string; close: () => Promise<void> }> {
  const app = Fastify() as unknown as Gateway;
  await app.register(rateLimit, { global: false });
  const sessions = { read: async () => undefined } as unknown as Sessions;
  guard(app, { people: localPeople(), sessions, site: { url: undefined } });
  add(app);
  return { url: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
}

it('a route that does not say who may call it keeps the gateway from starting', async () => {
  await expect(guarded((app) => app.get('/x', async () => 'x'))).rejects.toThrow(
    'GET /x does not say who may call it.',
  );
});

describe('a route that another site may call', () => {
  let gateway: Awaited<ReturnType<typeof guarded>>;
  beforeAll(async () => {
    gateway = await guarded((app) => app.post('/x', { config: { may: ['reviewer'], origin: ui } }, async () => 'x'));
  });
  afterAll(() => gateway.close());
  const from = (origin: string, method = 'POST', headers = {}): Promise<Answer> =>
    call(gateway.url, '/x', { method, headers: { origin, 'sec-fetch-site': 'cross-site', ...headers } });
  const as = { 'seaworthy-as': 'reviewer' };

  it('says so to browsers, of that one site', async () => {
    const shared = { 'access-control-allow-origin': ui, 'access-control-allow-credentials': 'true', vary: 'origin' };
    expect(await from(ui, 'OPTIONS')).toMatchObject({ status: 204, headers: shared });
    expect(await from(ui, 'POST', as)).toMatchObject({ status: 200, headers: shared, text: 'x' });
    const refused = await from(ui, 'POST');
    expect(refused).toMatchObject({ headers: shared, text: expect.stringContaining('Nobody is signed in') as string });
  });

  it('no other site may call', async () => {
    for (const method of ['OPTIONS', 'POST'])
      expect((await from('http://127.0.0.1:8234', method, as)).text).toContain('Origin: no page of another site');
  });
});

it.each([
  [['ap-clerk'], ['reviewer'], true],
  [['starter', 'admin', 'auditor'], ['reviewer'], false],
  [['operator'], ['reviewer', 'operator'], true],
  [[], ['reviewer', 'starter'], false],
  [[], 'signed-in', true],
] as const)('%j may %j: %s', (roles, asked, allowed) => {
  expect(may(roles, asked)).toBe(allowed);
});

const HOME = '/desk/inbox';
it.each([
  ['/v1/runs?a=b#c', '/v1/runs?a=b#c'],
  ['/a/../b', '/b'],
  ['/%09/x', '/%09/x'],
  ['/\0', '/'],
  ['//evil.example', HOME],
  ['/\\evil.example', HOME],
  ['\\\\evil.example', HOME],
  ['/\t/evil.example', HOME],
  ['/..//evil.example', HOME],
  ['https://evil.example/', HOME],
  ['javascript:alert(1)', HOME],
  ['evil', HOME],
  ['', HOME],
  [undefined, HOME],
  [['/a', '/b'], HOME],
])('a browser that wants to return to %j goes to %s', (wanted, goes) => {
  expect(returnTo(wanted)).toBe(goes);
});
