// Starts Temporal dev servers of its own, with the CLI of the test run.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { searchAttributes } from '../../../src/contracts/search-attributes';
import { processStart } from '../../../src/integrations/local-process/process-start';
import { startTemporalServer } from '../../../src/integrations/temporal-server/start-temporal-server';
import type { TemporalServer } from '../../../src/integrations/temporal-server/start-temporal-server';
import { temporalDevServer } from '../../helpers/stack';
import { typescriptProcess } from '../../helpers/typescript-process';

const cli = process.env['SEAWORTHY_TEST_TEMPORAL_CLI'] ?? '';
let dir: string;
const servers: TemporalServer[] = [];

async function keep(starting: Promise<TemporalServer>): Promise<TemporalServer> {
  const server = await starting;
  servers.push(server);
  return server;
}

async function temporal(server: TemporalServer, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(cli, [...args, '--address', server.address, '-o', 'json']);
  return stdout;
}

const isGone = async (pid: number): Promise<boolean> => (await processStart(pid)) === undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(process.env['SEAWORTHY_TEST_FOLDER'] ?? tmpdir(), 'temporal-'));
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(dir, { recursive: true, force: true });
});

test('it answers, and knows our search attributes', async () => {
  const server = await keep(temporalDevServer());
  expect(await temporal(server, 'operator', 'cluster', 'health')).toContain('SERVING');
  const { customAttributes } = JSON.parse(await temporal(server, 'operator', 'search-attribute', 'list')) as {
    customAttributes: Record<string, string>;
  };
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(searchAttributes)));
  expect(customAttributes['SeaworthyCostUsd']).toMatch(/double/i);
  expect(server.uiUrl).toBeUndefined();
});

test('closed, it is gone', async () => {
  const server = await keep(temporalDevServer());
  await server.close();
  expect(await isGone(server.pid)).toBe(true);
  const [, port] = server.address.split(':');
  const socket = connect(Number(port), '127.0.0.1');
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
});

test('a port that is taken is named, be it the one of the UI', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const sentence = `Port ${port} of 127.0.0.1 is taken: end what listens there, or choose another.`;
  await expect(keep(startTemporalServer({ cli, port, headless: true }))).rejects.toThrow(sentence);
  await expect(keep(startTemporalServer({ cli, uiPort: port }))).rejects.toThrow(sentence);
  other.close();
});

test('with a file it comes back with its namespaces, serves its UI, and writes its log', async () => {
  const options = { cli, dbFilename: join(dir, 'db', 'temporal.db'), log: join(dir, 'temporal.log'), searchAttributes };
  const before = await keep(startTemporalServer({ ...options, namespace: 'harbour' }));
  expect(await readFile(options.log, 'utf8')).toContain(options.dbFilename);
  await before.close();
  const after = await keep(startTemporalServer(options));
  expect(await temporal(after, 'operator', 'namespace', 'describe', '-n', 'harbour')).toContain('harbour');
  expect((await fetch(after.uiUrl!)).status).toBe(200);
});

test('a file in use is refused; one whose owner was killed is taken over', async () => {
  const dbFilename = join(dir, 'temporal.db');
  const { first, child } = await typescriptProcess<TemporalServer>(`
    require('./src/integrations/temporal-server/start-temporal-server')
      .startTemporalServer(${JSON.stringify({ cli, dbFilename, headless: true })})
      .then((server) => { console.log(JSON.stringify(server)); setInterval(() => {}, 1000); });`);
  await expect(keep(startTemporalServer({ cli, dbFilename, headless: true }))).rejects.toThrow(
    `the Temporal dev server is in use already (process ${first.pid}, started by process ${child.pid}`,
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
  const said: string[] = [];
  await keep(startTemporalServer({ cli, dbFilename, headless: true, onProgress: (line) => said.push(line) }));
  expect(said).toEqual([`Ending the Temporal dev server that a killed process left running (process ${first.pid}).`]);
  expect(await isGone(first.pid)).toBe(true);
});

test('one that dies at once says with which last lines', async () => {
  const starting = startTemporalServer({ cli, headless: true, searchAttributes: { SeaworthyStep: 'Rope' } });
  await expect(starting).rejects.toThrow(/ended before it was ready \(exit code 1\)\. Its last lines:\n.*Rope/s);
});

test('a CLI that is not there is said', async () => {
  const starting = startTemporalServer({ cli: join(dir, 'temporal'), headless: true });
  await expect(starting).rejects.toThrow(/the Temporal dev server could not be started: .*ENOENT/);
});
