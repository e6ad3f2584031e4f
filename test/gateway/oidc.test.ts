// Needs PostgreSQL (stack), and a provider in a process of its own.
import { createHmac } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { agents } from '../../src/agents';
import { peopleOf } from '../../src/gateway/identity/people-of';
import { startGateway } from '../../src/gateway/start-gateway';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { holdPort } from '../../src/integrations/local-process/with-port';
import { openLedger } from '../../src/ledger/ledger';
import type { Ledger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { call } from '../helpers/call';
import type { Answer } from '../helpers/call';
import { testDataKeys, testKeys } from '../helpers/keys';
import { freshDatabase } from '../helpers/stack';
import { Browser } from './browser';
import { startIdentityProvider } from './identity-provider';
import type { IdentityProvider } from './identity-provider';

const people = {
  rita: { name: 'Rita', roles: ['ap-clerk', 'offline_access', 'nobody-knows'] },
  olaf: { name: 'Olaf', roles: ['operator'] },
  nobody: {},
  service: { roles: ['starter'] },
};

let ledger: Ledger;
let keys: Awaited<ReturnType<typeof testKeys>>['keys'];
let provider: IdentityProvider;
let other: IdentityProvider;
let temporal: Client;
let gateway: RunningGateway;
let url: string;
let closing: (() => Promise<unknown>)[];

beforeAll(async () => {
  const database = await freshDatabase();
  ledger = openLedger(database.url, (await testDataKeys()).dataKeys);
  await migrate(ledger);
  keys = (await testKeys()).keys;
  const { port, release } = await holdPort(0);
  url = `http://127.0.0.1:${port}`;
  const redirectUris = [`${url}/sign-in/callback`];
  [provider, other] = await Promise.all([
    startIdentityProvider({ people, redirectUris }),
    startIdentityProvider({ people, redirectUris }),
  ]);
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  temporal = new Client({ connection });
  await release();
  gateway = await gatewayFor(provider, port);
  closing = [
    () => gateway.close(),
    () => provider.close(),
    () => other.close(),
    () => connection.close(),
    () => ledger.close(),
    () => database.drop(),
  ];
});
afterAll(async () => {
  for (const close of closing) await close();
});

/** A gateway at `url`, as browsers know it. */
const gatewayFor = ({ env }: IdentityProvider, port = 0): Promise<RunningGateway> =>
  startGateway({ ledger, keys, temporal, port, ...peopleOf({ ...env, SEAWORTHY_URL: url }, { keys, agents }) });

const parsed = ({ text }: Answer): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
const own = (): Record<string, string> => ({ origin: url, 'sec-fetch-site': 'same-origin' });
const withToken = (token: string, path = '/v1/me', more: Parameters<typeof call>[2] = {}): Promise<Answer> =>
  call(url, path, { ...more, headers: { authorization: `Bearer ${token}`, ...more.headers } });

describe('signing in', () => {
  it('is done at the provider, and makes one who the provider says, with the roles that are known here', async () => {
    const browser = new Browser();
    const page = await browser.signIn(url, 'rita', { to: '/v1/me?as=me' });
    expect(page).toMatchObject({ status: 200, url: `${url}/v1/me?as=me` });
    expect(parsed(page)).toEqual({
      issuer: provider.issuer,
      subject: 'rita',
      name: 'Rita',
      roles: ['ap-clerk'],
      tenants: null,
      by: 'session',
    });
    expect(browser.cookie('seaworthy-sign-in')).toBeUndefined();
    const cookie = `seaworthy=${browser.cookie('seaworthy')}`;
    expect(await call(url, '/v1/runs', { headers: { cookie } })).toMatchObject({ status: 200 });
    const halt = { method: 'POST', body: '{"kind":"all","why":"w"}' };
    expect(
      await call(url, '/v1/halts', { ...halt, headers: { ...own(), cookie, 'content-type': 'application/json' } }),
    ).toMatchObject({ status: 403, code: 'Role.Missing' });
  });

  it('without a role lets nobody read', async () => {
    const browser = new Browser();
    expect(parsed(await browser.signIn(url, 'nobody'))).toMatchObject({ subject: 'nobody', name: 'nobody', roles: [] });
    expect(await browser.open(`${url}/v1/runs`)).toMatchObject({ status: 403, code: 'Role.Missing' });
  });

  it('asks for the code by PKCE, with a state and a nonce', async () => {
    const page = await new Browser().open(`${url}/sign-in`, { until: provider.issuer });
    const asked = new URL(page.url).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: 'desk',
      scope: 'openid profile',
      redirect_uri: `${url}/sign-in/callback`,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      state: expect.stringMatching(/^[\w-]{43}$/) as string,
      nonce: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    expect(page.headers['set-cookie']).toEqual([
      expect.stringMatching(/; Max-Age=600; Path=\/sign-in\/callback; HttpOnly; SameSite=Lax$/),
    ]);
  });

  it('in two tabs at once works in both', async () => {
    const browser = new Browser();
    const first = await browser.signIn(url, 'rita', { until: `${url}/sign-in/callback` });
    const second = await browser.signIn(url, 'rita', { until: `${url}/sign-in/callback` });
    expect(await browser.open(first.url)).toMatchObject({ status: 200 });
    expect(await browser.open(second.url)).toMatchObject({ status: 200 });
  });

  it('goes nowhere but to a path of ours', async () => {
    const page = await new Browser().signIn(url, 'rita', { to: '//evil.example/x' });
    expect(page).toMatchObject({ url: `${url}/desk/inbox` });
  });

  it('is over at sign-out, which says where to sign out at the provider', async () => {
    const browser = new Browser();
    await browser.signIn(url, 'rita');
    const cookie = `seaworthy=${browser.cookie('seaworthy')}`;
    const out = parsed(await call(url, '/sign-out', { method: 'POST', headers: { ...own(), cookie } }));
    const at = new URL(String(out['at']));
    expect(at.origin).toBe(provider.issuer);
    expect(Object.fromEntries(at.searchParams)).toEqual({ client_id: 'desk', post_logout_redirect_uri: `${url}/` });
    expect((await fetch(at)).status).toBe(200);
    expect(await call(url, '/v1/me', { headers: { cookie } })).toMatchObject({ status: 401, code: 'Identity.Refused' });
  });

  /** A browser that is back from the provider, with what it would now ask of the gateway. */
  const back = async (): Promise<{ browser: Browser; callback: URL }> => {
    const browser = new Browser();
    const page = await browser.signIn(url, 'rita', { until: `${url}/sign-in/callback` });
    return { browser, callback: new URL(page.url) };
  };
  /** The cookie of the sign-in, signed anew with something else in it. */
  const change = async (browser: Browser, changed: object): Promise<void> => {
    const claims = await keys.verify('sign-in', browser.cookie('seaworthy-sign-in')!);
    browser.plant('seaworthy-sign-in', await keys.sign('sign-in', { ...claims, ...changed }));
  };
  const refusals: [string, (at: { browser: Browser; callback: URL }) => unknown][] = [
    ['another state', ({ callback }) => callback.searchParams.set('state', 'x'.repeat(43))],
    [
      'a state that begins like ours',
      ({ callback }) => callback.searchParams.set('state', `${callback.searchParams.get('state')!.slice(0, 8)}x`),
    ],
    ['another code', ({ callback }) => callback.searchParams.set('code', 'x'.repeat(43))],
    ['no code', ({ callback }) => callback.searchParams.delete('code')],
    ['another issuer', ({ callback }) => callback.searchParams.set('iss', other.issuer)],
    ['no issuer', ({ callback }) => callback.searchParams.delete('iss')],
    [
      'a refusal of the provider',
      ({ callback }) => {
        callback.searchParams.delete('code');
        callback.searchParams.set('error', 'access_denied');
      },
    ],
    ['another nonce', ({ browser }) => change(browser, { nonce: 'x' })],
    ['another verifier', ({ browser }) => change(browser, { verifier: 'x'.repeat(43) })],
    ['a cookie that is ten minutes old', ({ browser }) => change(browser, { exp: 1 })],
    ['a cookie that nobody signed', ({ browser }) => browser.plant('seaworthy-sign-in', 'x')],
    [
      'a cookie of another key ring',
      async ({ browser }) => {
        const claims = await keys.verify('sign-in', browser.cookie('seaworthy-sign-in')!);
        browser.plant('seaworthy-sign-in', await (await testKeys()).keys.sign('sign-in', claims));
      },
    ],
    [
      'a cookie that was signed for something else',
      async ({ browser }) => {
        const claims = await keys.verify('sign-in', browser.cookie('seaworthy-sign-in')!);
        browser.plant('seaworthy-sign-in', await keys.sign('session', claims));
      },
    ],
  ];
  it.each(refusals)('does not come of %s', async (_, spoil) => {
    const at = await back();
    await spoil(at);
    const page = await at.browser.open(at.callback.href);
    expect(page.status).toBe(401);
    expect(page.text).toContain('Sign in again');
    expect(at.browser.cookie('seaworthy=')).toBeUndefined();
    expect(page.cookies.has('seaworthy')).toBe(false);
  });

  it('does not come of a code twice, nor in another browser', async () => {
    const { browser, callback } = await back();
    const pending = browser.cookie('seaworthy-sign-in')!;
    const name = `seaworthy-sign-in-${callback.searchParams.get('state')!.slice(0, 8)}`;
    expect((await new Browser().open(callback.href)).status).toBe(401);
    expect((await browser.open(callback.href)).status).toBe(200);
    expect((await browser.open(callback.href)).status).toBe(401);
    const replayed = await call(url, `${callback.pathname}${callback.search}`, {
      headers: { cookie: `${name}=${pending}` },
    });
    expect(replayed).toMatchObject({ status: 401, code: 'Identity.Refused' });
    expect(replayed.text).toContain('it was used');
  });
});

describe('an access token', () => {
  it('of the provider, for this gateway, is whom it says', async () => {
    expect(parsed(await withToken(await provider.serviceToken()))).toEqual({
      issuer: provider.issuer,
      subject: 'service',
      name: 'service',
      roles: ['starter'],
      tenants: null,
      by: 'token',
    });
    expect(await withToken(await provider.sign())).toMatchObject({ status: 200 });
    expect(await withToken(await provider.sign({}, { typ: 'JWT' }))).toMatchObject({ status: 200 });
  });

  it('gives no role that it does not have', async () => {
    const body = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"kind":"all","why":"w"}' };
    expect(await withToken(await provider.serviceToken(), '/v1/halts', body)).toMatchObject({
      status: 403,
      code: 'Role.Missing',
    });
  });

  const publicPem = async (): Promise<Uint8Array> =>
    new TextEncoder().encode(await exportSPKI(provider.keys.publicKey));
  const good = (): Record<string, unknown> => ({
    iss: provider.issuer,
    aud: 'https://seaworthy.example',
    sub: 'service',
    roles: ['admin'],
    exp: Math.floor(Date.now() / 1000) + 60,
  });
  it.each<[string, () => Promise<string> | string]>([
    ['of another issuer', () => other.serviceToken()],
    ['of another issuer, under a key of the provider', () => provider.sign({ iss: other.issuer })],
    ['of a provider that only says it is the right one', () => other.sign({ iss: provider.issuer })],
    ['for another audience', () => provider.serviceToken('https://other.example')],
    ['for the client, as an id token is', () => provider.sign({ aud: 'desk' })],
    ['that has expired', () => provider.sign({ exp: Math.floor(Date.now() / 1000) - 60 })],
    ['that never expires', () => provider.sign({ exp: undefined })],
    ['that is not good yet', () => provider.sign({ nbf: Math.floor(Date.now() / 1000) + 600 })],
    ['without a subject', () => provider.sign({ sub: undefined })],
    ['of another kind', () => provider.sign({}, { typ: 'logout+jwt' })],
    ['of a key that nobody has', () => provider.sign({}, { kid: 'unknown' })],
    ['with alg none', () => new UnsecuredJWT(good()).encode()],
    [
      'with alg None and a signature of its own',
      async () => {
        const [, claims, signature] = (await provider.sign()).split('.');
        return `${Buffer.from('{"alg":"None","typ":"at+jwt"}').toString('base64url')}.${claims}.${signature}`;
      },
    ],
    [
      'under the public key, as a shared secret',
      async () =>
        new SignJWT(good()).setProtectedHeader({ alg: 'HS256', kid: 'of-the-provider' }).sign(await publicPem()),
    ],
    [
      'whose claims were changed',
      async () => {
        const [head, , signature] = (await provider.sign()).split('.');
        return `${head}.${Buffer.from(JSON.stringify(good())).toString('base64url')}.${signature}`;
      },
    ],
    [
      'that brings its own key',
      async () => {
        const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
        const jwk = await exportJWK(publicKey);
        return new SignJWT(good()).setProtectedHeader({ alg: 'RS256', jwk }).sign(privateKey);
      },
    ],
    [
      'that names where its key is',
      async () => {
        const { privateKey } = await generateKeyPair('RS256');
        return new SignJWT(good()).setProtectedHeader({ alg: 'RS256', jku: `${other.issuer}/jwks` }).sign(privateKey);
      },
    ],
    ['that is a session', () => keys.sign('session', good())],
    ['that is no token', () => createHmac('sha256', 'x').digest('hex')],
    ['that is empty', () => '.'],
  ])('%s is refused', async (_, make) => {
    const answer = await withToken(await make());
    expect(answer).toMatchObject({ status: 401, code: 'Identity.Refused' });
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('is the only thing that Authorization takes', async () => {
    const headers = { authorization: `Basic ${Buffer.from('rita:x').toString('base64')}` };
    expect(await call(url, '/v1/me', { headers })).toMatchObject({ status: 401, code: 'Identity.Refused' });
  });
});

describe('where a provider vouches for people', () => {
  it('nobody is who they say by a header', async () => {
    expect(await call(url, '/v1/me', { headers: { 'seaworthy-as': 'controller' } })).toMatchObject({
      status: 401,
      code: 'Identity.Missing',
    });
  });

  it('a session of local people is none', async () => {
    const seen = Math.floor(Date.now() / 1000);
    const identity = { issuer: 'local', subject: 'controller' };
    const claims = { jti: 'x', identity, name: 'x', roles: ['admin'], tenants: null, seen, exp: seen + 3600 };
    const cookie = `seaworthy=${await keys.sign('session', claims)}`;
    expect(await call(url, '/v1/me', { headers: { cookie } })).toMatchObject({ status: 401, code: 'Identity.Refused' });
  });
});

it('a provider that is down keeps no gateway from starting, nobody signed in, and is asked again', async () => {
  const down = await startIdentityProvider({ people, redirectUris: [] });
  const token = await down.serviceToken();
  await down.close();
  const waiting = await gatewayFor(down);
  try {
    const unavailable = { status: 503, code: 'Identity.Unavailable' };
    const withIt = (): Promise<Answer> =>
      call(waiting.url, '/v1/me', { headers: { authorization: `Bearer ${token}` } });
    expect(await withIt()).toMatchObject(unavailable);
    expect(await call(waiting.url, '/sign-in')).toMatchObject(unavailable);
    const page = await new Browser().open(`${waiting.url}/sign-in`);
    expect(page.text).toContain(`${down.issuer}: it gave no metadata (ECONNREFUSED).`);
    const seen = Math.floor(Date.now() / 1000);
    const identity = { issuer: down.issuer, subject: 'rita' };
    const claims = { jti: 'x', identity, name: 'Rita', roles: [], tenants: null, seen, exp: seen + 3600 };
    const cookie = `seaworthy=${await keys.sign('session', claims)}`;
    expect(await call(waiting.url, '/v1/me', { headers: { cookie } })).toMatchObject({ status: 200 });
    const headers = { origin: waiting.url, 'sec-fetch-site': 'same-origin', cookie };
    const out = await call(waiting.url, '/sign-out', { method: 'POST', headers });
    expect(parsed(out)).toEqual({ status: 'signed-out', at: null });
    const up = await down.again();
    try {
      expect(await withIt()).toMatchObject({ status: 200 });
      expect(await call(waiting.url, '/sign-in')).toMatchObject({ status: 303 });
    } finally {
      await up.close();
    }
  } finally {
    await waiting.close();
  }
});
