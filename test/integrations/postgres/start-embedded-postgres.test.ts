// Starts PostgreSQL servers of its own, from the binaries that npm installed.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { removeStaleLock } from '../../../src/integrations/postgres/stale-lock';
import { startEmbeddedPostgres } from '../../../src/integrations/postgres/start-embedded-postgres';
import type { EmbeddedPostgres } from '../../../src/integrations/postgres/start-embedded-postgres';
import { processStart } from '../../../src/integrations/local-process/process-start';
import { eventually } from '../../helpers/eventually';
import { typescriptProcess } from '../../helpers/typescript-process';

const asRoot = process.getuid?.() === 0;
let dir: string;
const servers: EmbeddedPostgres[] = [];

async function start(options: Partial<Parameters<typeof startEmbeddedPostgres>[0]> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dir, ...options });
  servers.push(server);
  return server;
}

async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

const isGone = async (pid: number): Promise<boolean> => (await processStart(pid)) === undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(process.env['SEAWORTHY_TEST_FOLDER'] ?? tmpdir(), 'pg-'));
  await chmod(dir, 0o711); // as root, PostgreSQL runs as another user
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(dir, { recursive: true, force: true });
});

test('it serves this machine alone, with a password, durably, for a hundred connections', async () => {
  const { url } = await start();
  expect(new URL(url).hostname).toBe('127.0.0.1');
  const settings = ['listen_addresses', 'max_connections', 'fsync', 'synchronous_commit', 'server_encoding'];
  const shown = await query(
    url,
    `SELECT ${settings.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`,
  );
  expect(shown).toEqual([
    {
      listen_addresses: '127.0.0.1',
      max_connections: '100',
      fsync: 'on',
      synchronous_commit: 'on',
      server_encoding: 'UTF8',
    },
  ]);
  const wrong = new URL(url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  expect((await stat(join(dir, 'password'))).mode & 0o777).toBe(0o600);
});

test('twenty connections at once are twenty sessions', async () => {
  const { url } = await start({ durable: false });
  const clients = Array.from({ length: 20 }, () => new Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  const answers = await Promise.all(
    clients.map((client) => client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')),
  );
  expect(new Set(answers.map(({ rows }) => rows[0]?.pid)).size).toBe(20);
  await Promise.all(clients.map((client) => client.end()));
});

test('a folder that was used before keeps its data and its password', async () => {
  const before = await start();
  await query(before.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)');
  await before.close();
  expect(await isGone(before.pid)).toBe(true);
  const after = await start();
  expect(new URL(after.url).password).toBe(new URL(before.url).password);
  expect(await query(after.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
});

test('what was committed before kill -9 is there at the next start', async () => {
  const before = await start();
  await query(before.url, 'CREATE TABLE kept (n int); INSERT INTO kept SELECT generate_series(1, 1000)');
  const holder = new Client({ connectionString: before.url });
  await holder.connect();
  holder.on('error', () => {}); // its server dies
  process.kill(before.pid, 'SIGKILL');
  const after = await start();
  expect(await query(after.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 1000 }]);
  await holder.end().catch(() => {});
});

test('a port that is taken is named', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await expect(start({ port })).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is taken: end what listens there, or choose another.`,
  );
  other.close();
});

test('a folder in use is refused, and its server goes on', async () => {
  const { url, pid } = await start();
  await expect(start()).rejects.toThrow(`the embedded PostgreSQL is in use already (process ${pid}`);
  expect(await query(url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test('a lost password is said, and not replaced', async () => {
  await (await start()).close();
  await rm(join(dir, 'password'));
  await expect(start()).rejects.toThrow(/password file is not: put .* back, or remove the folder/);
});

test('a lock of a dead server goes, a lock of a live one stays', async () => {
  const { pid } = await start();
  const lock = join(dir, 'postmaster.pid');
  await writeFile(lock, `${pid}\n`);
  await removeStaleLock(dir);
  expect(await readFile(lock, 'utf8')).toBe(`${pid}\n`);
  await writeFile(lock, `${process.pid}\n`); // its id was given to another program
  await removeStaleLock(dir);
  await expect(readFile(lock)).rejects.toThrow(/ENOENT/);
});

describe('when the process that started it', () => {
  const startAs = (after = ''): Promise<{ first: EmbeddedPostgres; child: ChildProcess }> =>
    typescriptProcess<EmbeddedPostgres>(`
      require('./src/integrations/postgres/start-embedded-postgres').startEmbeddedPostgres({ dir: ${JSON.stringify(dir)} })
        .then((server) => { console.log(JSON.stringify(server)); ${after} });`);

  test.each([
    ['has nothing left to do', '', undefined],
    [
      'dies of an uncaught error',
      `require('fs').closeSync(2); setImmediate(() => { throw new Error('bug'); });`,
      undefined,
    ],
    ['is told to end', 'setInterval(() => {}, 1000);', 'SIGTERM'],
    ['is interrupted', 'setInterval(() => {}, 1000);', 'SIGINT'],
  ] as const)('%s, it ends too', async (_what, after, signal) => {
    const { first, child } = await startAs(after);
    if (signal) child.kill(signal);
    await eventually(() => isGone(first.pid));
    expect(child.exitCode === 0 || child.exitCode === 1 || child.signalCode === signal).toBe(true);
  });

  test('is killed, the next start ends what was left and serves the data', async () => {
    const { first, child } = await startAs('setInterval(() => {}, 1000);');
    await query(first.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await isGone(first.pid)).toBe(false);
    const said: string[] = [];
    const after = await start({ onProgress: (line) => said.push(line) });
    expect(said).toEqual([`Ending the embedded PostgreSQL that a killed process left running (process ${first.pid}).`]);
    expect(await query(after.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });
});

(asRoot ? test : test.skip)('as root, a folder that the server cannot reach only points to the database', async () => {
  await chmod(dir, 0o700);
  const said: string[] = [];
  const before = await start({ onProgress: (line) => said.push(line) });
  const home = await readFile(join(dir, 'location'), 'utf8');
  try {
    expect(said).toEqual([expect.stringContaining(`cannot reach ${dir}: the database is kept in ${home}`)]);
    await query(before.url, 'CREATE TABLE kept (n int)');
    await before.close();
    const after = await start();
    expect(await query(after.url, 'SELECT n FROM kept')).toEqual([]);
    await after.close();
  } finally {
    await rm(home, { recursive: true, force: true });
    await rmdir(dirname(home)).catch(() => {}); // unless others keep theirs there
  }
});
