// Pure: what a provider's claims make of a caller.
import { callerOf } from '../../../src/gateway/identity/oidc/caller-of';
import { claimAt, textsIn } from '../../../src/gateway/identity/oidc/claim-at';
import { oidcSettings } from '../../../src/gateway/identity/oidc/settings';
import { siteAt } from '../../../src/gateway/identity/site';

const claims = {
  sub: 'x',
  roles: ['a', 'b'],
  realm_access: { roles: ['c'] },
  'https://example.com/roles': ['d'],
  resource_access: { 'sea/worthy': { roles: 'e f,g' } },
  mixed: ['h', 1, null, { i: 'j' }],
};

it.each([
  ['roles', ['a', 'b']],
  ['realm_access.roles', ['c']],
  ['https://example.com/roles', ['d']],
  ['/resource_access/sea~1worthy/roles', ['e', 'f', 'g']],
  ['mixed', ['h']],
  ['nothing', []],
  ['realm_access.roles.length', []],
  ['__proto__', []],
  ['constructor.name', []],
  ['realm_access', []],
])('the claim %j holds %j', (path, texts) => {
  expect(textsIn(claimAt(claims, path))).toEqual(texts);
});

const env = { SEAWORTHY_OIDC_ISSUER: 'https://id.example', SEAWORTHY_OIDC_CLIENT_ID: 'desk' };
const caller = (given: object, settings: NodeJS.ProcessEnv = {}) =>
  callerOf({ sub: 'x', ...given }, oidcSettings({ ...env, ...settings })!, { roles: ['starter', 'lead'], by: 'token' });

describe('a caller', () => {
  it('has the roles of the claim that are known here, and no others', () => {
    expect(caller({ roles: ['lead', 'offline_access', 'lead'], groups: ['starter'] }).roles).toEqual(['lead']);
    expect(caller({}).roles).toEqual([]);
  });

  it('acts for all tenants where no claim is named, and for none where they do not have it', () => {
    expect(caller({ tenants: ['north'] }).tenants).toBeUndefined();
    const named = { SEAWORTHY_OIDC_TENANTS_CLAIM: 'tenants' };
    expect(caller({ tenants: ['north', 'south', 'north'] }, named).tenants).toEqual(['north', 'south']);
    expect(caller({}, named).tenants).toEqual([]);
  });

  it('is known by the claim that is said to tell people apart', () => {
    const named = { SEAWORTHY_OIDC_SUBJECT_CLAIM: 'oid' };
    expect(caller({ oid: 'y' }, named).identity).toEqual({ issuer: 'https://id.example', subject: 'y' });
    expect(() => caller({}, named)).toThrow('gave no subject');
  });

  it('is called what the claim says, or what they sign in with, or their subject, in one line', () => {
    expect(caller({ name: 'Rita\nadmin', preferred_username: 'rita' }).name).toBe('Rita admin');
    expect(caller({ name: 7, preferred_username: 'rita' }).name).toBe('rita');
    expect(caller({}).name).toBe('x');
  });

  it.each([undefined, '', 7, 'two\nlines', 'x'.repeat(256)])('is nobody with the subject %j', (sub) => {
    expect(() => caller({ sub })).toThrow('gave no subject');
  });
});

describe('settings', () => {
  it('are none without a provider', () => {
    expect(oidcSettings({ SEAWORTHY_URL: 'https://x.example', SEAWORTHY_OIDC_ISSUER: '' })).toBeUndefined();
  });

  it.each<[object, string]>([
    [{ SEAWORTHY_OIDC_CLIENT_ID: '' }, 'SEAWORTHY_OIDC_CLIENT_ID: is not set'],
    [{ SEAWORTHY_OIDC_ISSUER: '' }, 'SEAWORTHY_OIDC_ISSUER: is not set'],
    [{ SEAWORTHY_OIDC_ISSUER: 'http://id.example' }, 'only an https:// address'],
    [{ SEAWORTHY_OIDC_ISSUER: 'id.example' }, 'only an https:// address'],
    [{ SEAWORTHY_OIDC_AUDIENCE: 'desk' }, 'another name than the client id'],
    [{ SEAWORTHY_OIDC_SCOPE: 'profile' }, 'has to contain openid'],
  ])('%j are refused', (given, why) => {
    expect(() => oidcSettings({ ...env, ...given })).toThrow(why);
  });

  it.each(['http://sea.example', 'https://sea.example/desk', 'https://a:b@sea.example', 'sea.example', ''])(
    'the site %j is refused',
    (address) => {
      expect(() => siteAt('SEAWORTHY_URL', address)).toThrow('SEAWORTHY_URL');
    },
  );

  it.each(['https://sea.example', 'https://sea.example:8443/', 'http://127.0.0.1:7400', 'http://localhost'])(
    'the site %j does',
    (address) => {
      expect(siteAt('SEAWORTHY_URL', address).href).toMatch(address);
    },
  );
});
