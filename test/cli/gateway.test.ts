// Needs PostgreSQL (stack), a provider and the command in processes of their own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { serveGateway } from '../../src/cli/gateway/serve-gateway';
import { holdPort } from '../../src/integrations/local-process/with-port';
import { startIdentityProvider } from '../gateway/identity-provider';
import { call } from '../helpers/call';
import { testDataKeys, testKeys } from '../helpers/keys';
import { freshDatabase } from '../helpers/stack';

const root = join(__dirname, '../..');

let base: NodeJS.ProcessEnv;
let close: () => Promise<void>;
beforeAll(async () => {
  const database = await freshDatabase();
  base = {
    ...process.env,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    SEAWORTHY_KEYS: (await testKeys()).file,
    SEAWORTHY_CHECKPOINTS: join(process.env['SEAWORTHY_TEST_FOLDER']!, 'checkpoints-of-the-gateway.ndjson'),
    ...(await testDataKeys()).env,
  };
  close = database.drop;
});
afterAll(() => close());

/** The command `gateway`, until it says something or ends. */
async function gateway(env: NodeJS.ProcessEnv, ...args: string[]) {
  const script = `require('./src/cli/main').main(['node', 'seaworthy', 'gateway', ...${JSON.stringify(args)}])`;
  const child = spawn(process.execPath, ['-r', join(root, 'test/setup/register-typescript.cjs'), '-e', script], {
    cwd: root,
    env: { ...base, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const [said] = (await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')])) as [Buffer];
  return { child, ended, said: said.toString() };
}

it('serves people of a provider, at any address, until it is asked to stop', async () => {
  const { port, release } = await holdPort(0);
  const url = `http://127.0.0.1:${port}`;
  const provider = await startIdentityProvider({ people: { service: { roles: ['auditor'] } }, redirectUris: [] });
  await release();
  const { child, ended, said } = await gateway(
    { ...provider.env, SEAWORTHY_URL: url },
    ...['--host', '0.0.0.0', '--port', String(port)],
  );
  try {
    expect(said).toBe(`Serving http://0.0.0.0:${port}; people are those of ${provider.issuer}. Ctrl+C stops.\n`);
    const headers = { authorization: `Bearer ${await provider.serviceToken()}` };
    expect(await call(url, '/v1/runs', { headers })).toMatchObject({ status: 200 });
    expect(await call(url, '/v1/runs')).toMatchObject({ status: 401 });
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    await provider.close();
  }
});

it('serves local people on this machine, and says that nobody checks them', async () => {
  const { child, ended, said } = await gateway({}, '--port', '0');
  try {
    expect(said).toMatch(/^Serving http:\/\/127\.0\.0\.1:\d+; people are local ones .* nobody checks which/);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});

const provider = { SEAWORTHY_OIDC_ISSUER: 'https://id.example', SEAWORTHY_OIDC_CLIENT_ID: 'desk' };
it.each<[string, NodeJS.ProcessEnv, string]>([
  ['without a database', { DATABASE_URL: '' }, 'DATABASE_URL is not set'],
  ['without signing keys', { SEAWORTHY_KEYS: '' }, 'SEAWORTHY_KEYS is not set'],
  ['with a provider and no address', { ...provider, SEAWORTHY_URL: '' }, 'SEAWORTHY_URL is not set'],
  ['with half a provider', { SEAWORTHY_OIDC_AUDIENCE: 'x' }, 'SEAWORTHY_OIDC_ISSUER: is not set'],
  ['for any proxy', { SEAWORTHY_TRUST_PROXY: 'true' }, 'SEAWORTHY_TRUST_PROXY: true is no address'],
  ['for others without a provider', {}, 'cannot listen on 0.0.0.0'],
])('does not start %s', async (_, env, why) => {
  await expect(serveGateway({ env: { ...base, ...env }, host: '0.0.0.0', port: 0 })).rejects.toMatchObject({
    code: 'Config.Invalid',
    message: expect.stringContaining(why) as string,
  });
});
