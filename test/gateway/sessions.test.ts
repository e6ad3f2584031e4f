// Needs PostgreSQL (stack).
import { SignJWT, UnsecuredJWT } from 'jose';
import { perMinute } from '../../src/gateway/identity/rates';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { call } from '../helpers/call';
import type { Answer } from '../helpers/call';
import { testKeys } from '../helpers/keys';
import { openBareGateway } from './bare-gateway';

let ring: Awaited<ReturnType<typeof testKeys>>['keys'];
let gateway: RunningGateway;
let url: string;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ gateway, keys: ring, close } = await openBareGateway());
  url = gateway.url;
});
afterAll(() => close());

const own = (): Record<string, string> => ({ origin: url, 'sec-fetch-site': 'same-origin' });
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const signIn = (as: string, headers: Record<string, string> = {}, more = ''): Promise<Answer> =>
  call(url, '/sign-in', { method: 'POST', headers: { ...form, ...own(), ...headers }, body: `as=${as}${more}` });
const me = (cookie: string, headers: Record<string, string> = {}): Promise<Answer> =>
  call(url, '/v1/me', { headers: { cookie, ...headers } });
async function cookieOf(as: string): Promise<string> {
  return `seaworthy=${(await signIn(as)).cookies.get('seaworthy')}`;
}
const seconds = (): number => Math.floor(Date.now() / 1000);

/** What the gateway would put in the cookie of the controller. */
const claims = (): Record<string, unknown> => ({
  jti: crypto.randomUUID(),
  identity: { issuer: 'local', subject: 'controller' },
  name: 'controller',
  roles: ['operator'],
  tenants: null,
  seen: seconds(),
  exp: seconds() + 3600,
});

describe('a session', () => {
  it('begins by picking who one is, is kept from scripts, and is who one is', async () => {
    const page = await call(url, '/sign-in?return_to=%2Fv1%2Fruns%3Fa%3D%22%3E');
    expect(page.headers['content-type']).toMatch('text/html');
    expect(page.text).toContain('value="/v1/runs?a=%22%3E"');
    const signedIn = await signIn('controller', {}, '&return_to=/v1/halts');
    expect(signedIn).toMatchObject({ status: 303, headers: { location: '/v1/halts' } });
    expect(signedIn.headers['set-cookie']).toEqual([expect.stringMatching(/; Path=\/; HttpOnly; SameSite=Lax$/)]);
    expect(JSON.parse((await me(`seaworthy=${signedIn.cookies.get('seaworthy')}`)).text)).toMatchObject({
      issuer: 'local',
      subject: 'controller',
      roles: expect.arrayContaining(['operator']) as string[],
      tenants: null,
      by: 'session',
    });
  });

  it('is over after sign-out, for a copy of its cookie too', async () => {
    const cookie = await cookieOf('reviewer');
    const other = await cookieOf('reviewer');
    const out = await call(url, '/sign-out', { method: 'POST', headers: { ...own(), cookie } });
    expect(out).toMatchObject({ status: 200 });
    expect(out.cookies.get('seaworthy')).toBe('');
    expect(await me(cookie)).toMatchObject({ status: 401, code: 'Identity.Refused' });
    expect(await me(other)).toMatchObject({ status: 200 });
  });

  it('cannot be given to somebody: whoever signs in gets a new one', async () => {
    const planted = await cookieOf('starter');
    const got = (await signIn('controller', { cookie: planted })).cookies.get('seaworthy');
    expect(`seaworthy=${got}`).not.toBe(planted);
    expect(JSON.parse((await me(planted)).text)).toMatchObject({ subject: 'starter' });
  });

  it('goes on while it is used, and its cookie says so once a minute', async () => {
    expect((await me(await cookieOf('reviewer'))).cookies.size).toBe(0);
    const used = claims();
    const cookie = `seaworthy=${await ring.sign('session', { ...used, seen: seconds() - 120 })}`;
    const renewed = (await me(cookie)).cookies.get('seaworthy')!;
    expect(await ring.verify('session', renewed)).toMatchObject({ jti: used['jti'], exp: used['exp'] });
    expect((await ring.verify('session', renewed))['seen']).toBeGreaterThan(seconds() - 60);
    await call(url, '/sign-out', { method: 'POST', headers: { ...own(), cookie } });
    expect(await me(`seaworthy=${renewed}`)).toMatchObject({ status: 401 });
  });

  it.each<[string, () => string | Promise<string>]>([
    ['that nobody signed', () => 'controller'],
    [
      'that says it needs no signature',
      () => new UnsecuredJWT(claims()).setIssuer('seaworthy').setAudience('session').encode(),
    ],
    [
      'that a shared secret signed',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer('seaworthy')
          .setAudience('session')
          .sign(new TextEncoder().encode(JSON.stringify({ a: 'guess that is long enough for HMAC' }))),
    ],
    ['of another key ring', async () => (await testKeys()).keys.sign('session', claims())],
    ['that was signed for something else', () => ring.sign('decision', claims())],
    [
      'whose claims were changed',
      async () => {
        const [head, , signature] = (await ring.sign('session', claims())).split('.');
        const other = { ...claims(), roles: ['admin'], iss: 'seaworthy', aud: 'session' };
        return `${head}.${Buffer.from(JSON.stringify(other)).toString('base64url')}.${signature}`;
      },
    ],
    ['that was not used for half an hour', () => ring.sign('session', { ...claims(), seen: seconds() - 1801 })],
    ['that is over in any case', () => ring.sign('session', { ...claims(), exp: seconds() - 1 })],
    [
      'of people that nobody here vouches for',
      () => ring.sign('session', { ...claims(), identity: { issuer: 'https://idp.example', subject: 'controller' } }),
    ],
  ])('is not begun by a cookie %s', async (_, forge) => {
    expect(await me(`seaworthy=${await forge()}`)).toMatchObject({ status: 401, code: 'Identity.Refused' });
  });
});

describe('a call that rides on a cookie', () => {
  const halt = (cookie: string, headers: Record<string, string>): Promise<Answer> =>
    call(url, '/v1/halts', {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', ...headers },
      body: '{"kind":"all","why":"by a page"}',
    });

  it.each<[string, Record<string, string>]>([
    ['a page of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['a page on another port', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['a page without origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['a page that hides its origin', { 'sec-fetch-site': 'cross-site' }],
    ['nobody says where', {}],
  ])('is refused from %s', async (_, headers) => {
    const cookie = await cookieOf('controller');
    expect(await halt(cookie, headers)).toMatchObject({ status: 403, code: 'Origin.Refused' });
  });

  it('is taken from a page of ours, also where a browser says it by Origin alone', async () => {
    const cookie = await cookieOf('controller');
    expect(await halt(cookie, own())).toMatchObject({ status: 201 });
    expect(await halt(cookie, { origin: url })).toMatchObject({ status: 201 });
  });

  it('may be followed by a link, but not drawn into another page', async () => {
    const cookie = await cookieOf('controller');
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(await me(cookie, link)).toMatchObject({ status: 200 });
    const drawn = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    expect(await me(cookie, drawn)).toMatchObject({ status: 403, code: 'Origin.Refused' });
  });

  it('does not sign one in from another site', async () => {
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect(await signIn('starter', foreign)).toMatchObject({ status: 403 });
    expect(await call(url, '/sign-in', { method: 'POST', headers: form, body: 'as=starter' })).toMatchObject({
      status: 403,
    });
  });
});

describe('whoever', () => {
  it('does not say who they are is refused', async () => {
    const answer = await call(url, '/v1/runs');
    expect(answer).toMatchObject({ status: 401, code: 'Identity.Missing' });
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('names somebody there is not is refused', async () => {
    const answer = await call(url, '/v1/runs', { headers: { 'seaworthy-as': 'admin' } });
    expect(answer).toMatchObject({ status: 401, code: 'Identity.Refused' });
  });

  it('has another role is refused, before their body is read', async () => {
    const headers = { 'seaworthy-as': 'reviewer', 'content-type': 'application/json', 'content-length': '10000000' };
    const answer = await call(url, '/v1/halts', { method: 'POST', headers, body: Buffer.alloc(0) }).catch(
      () => undefined,
    );
    expect(answer ?? {}).toMatchObject({ status: 403, code: 'Role.Missing' });
  });

  it('tries to sign in too often waits', async () => {
    let last: Answer;
    do last = await signIn('reviewer');
    while (last.status === 303);
    expect(last).toMatchObject({ status: 429, code: 'Rate.Limited' });
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
    expect(perMinute.signIn).toBeLessThan(perMinute.unidentified);
    // Whoever is signed in already is not kept waiting by those who are not.
    expect(await call(url, '/v1/me', { headers: { 'seaworthy-as': 'reviewer' } })).toMatchObject({ status: 200 });
  });
});
