// Needs tar; serves downloads on a port of its own, with a script in the place of the CLI. Nothing is fetched or built.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { obtainTemporalCli } from '../../../src/integrations/temporal-server/obtain-temporal-cli';

const cached = `seaworthy/temporal-1.8.2-${process.platform}-${process.arch}`;
let dir: string;
let env: NodeJS.ProcessEnv;
let mirror: Server;
let downloads: number;

async function fakeCli(path: string, version: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\necho "temporal version ${version}"\n`);
  await chmod(path, 0o755);
}

const current = '1.8.2 (Server 1.31.2, UI 2.50.1)';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'obtain-'));
  for (const folder of ['bin', 'archive']) await mkdir(join(dir, folder));
  downloads = 0;
  mirror = createServer((_request, response) => {
    downloads++;
    void readFile(join(dir, 'archive.tar.gz')).then(
      (archive) => response.end(archive),
      () => response.writeHead(404).end(),
    );
  }).listen(0, '127.0.0.1');
  await once(mirror, 'listening');
  const { port } = mirror.address() as AddressInfo;
  env = {
    PATH: join(dir, 'bin'),
    HOME: dir,
    XDG_CACHE_HOME: join(dir, 'cache'),
    SEAWORTHY_TEMPORAL_CLI_URL: `http://127.0.0.1:${port}/archive`,
  };
});

afterEach(async () => {
  mirror.close();
  await rm(dir, { recursive: true, force: true });
});

async function offerDownload(version = current): Promise<void> {
  await fakeCli(join(dir, 'archive', 'temporal'), version);
  await promisify(execFile)('tar', ['-czf', join(dir, 'archive.tar.gz'), '-C', join(dir, 'archive'), 'temporal']);
}

test('the one on the PATH comes first', async () => {
  await fakeCli(join(dir, 'bin', 'temporal'), current);
  await offerDownload();
  expect(await obtainTemporalCli({ env })).toEqual({ path: join(dir, 'bin', 'temporal'), how: 'path' });
  expect(downloads).toBe(0);
});

test('one on the PATH that is too old is passed over', async () => {
  await fakeCli(join(dir, 'bin', 'temporal'), '1.2.0 (Server 1.26.2, UI 2.34.0)');
  await offerDownload();
  expect(await obtainTemporalCli({ env })).toMatchObject({ how: 'download' });
});

test('what was downloaded once is in the cache from then on', async () => {
  await offerDownload();
  const path = join(dir, 'cache', cached);
  expect(await obtainTemporalCli({ env })).toEqual({ path, how: 'download' });
  expect(await obtainTemporalCli({ env })).toEqual({ path, how: 'cache' });
  expect(downloads).toBe(1);
  expect(await readdir(join(dir, 'cache', 'seaworthy'))).toEqual([cached.split('/')[1]]);
});

test('two that need it at once obtain it once', async () => {
  await offerDownload();
  const both = await Promise.all([obtainTemporalCli({ env }), obtainTemporalCli({ env })]);
  expect(both.map(({ how }) => how).sort()).toEqual(['cache', 'download']);
  expect(downloads).toBe(1);
});

test('a lock that a dead process left is no obstacle', async () => {
  await offerDownload();
  await mkdir(join(dir, 'cache', 'seaworthy'), { recursive: true });
  await writeFile(join(dir, 'cache', `${cached}.lock`), JSON.stringify([process.pid, 'long ago']));
  expect(await obtainTemporalCli({ env })).toMatchObject({ how: 'download' });
});

test('a download that does not run never gets into the cache', async () => {
  await offerDownload('1.0.0 (Server 1.24.0, UI 2.28.0)');
  await expect(obtainTemporalCli({ env })).rejects.toThrow(/download: .* is older than 1\.3/);
  await expect(readFile(join(dir, 'cache', cached))).rejects.toThrow(/ENOENT/);
});

test('when every way fails, one message names each, why, and what to do', async () => {
  const failing = obtainTemporalCli({ env });
  await expect(failing).rejects.toMatchObject({ name: 'SystemError', class: 'rejected' });
  const message = await failing.then(String, (error: Error) => error.message);
  expect(message.replace(/127\.0\.0\.1:\d+/, 'MIRROR').replaceAll(dir, 'DIR')).toBe(
    [
      'The Temporal CLI was not found and could not be obtained:',
      '  - `temporal` on the PATH: none there',
      `  - the cache: DIR/cache/${cached} is not there`,
      '  - download: MIRROR: HTTP 404',
      '  - build with Go: no `go` on the PATH',
      'Do one of these: install Go 1.26.4 or newer (go.dev/dl), put `temporal` 1.3 or newer on the PATH, or set TEMPORAL_ADDRESS to a Temporal server that runs.',
    ].join('\n'),
  );
});
