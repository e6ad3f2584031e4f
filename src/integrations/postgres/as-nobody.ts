import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './postgres-binaries';

const run = promisify(execFile);

/** PostgreSQL refuses to run as root: it then runs as the user that has no rights. Undefined where we are not root. */
export function serverUser(): { uid: number; gid: number } | undefined {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;
}

/** Where nobody can reach what the checkout hides, such as under /root: only root can write here. */
const shared = '/var/lib/seaworthy';

/**
 * The folder that holds the server's files: `dir`, or if the server's user cannot get there, one that `dir/location` points to.
 */
export async function reachableHome(dir: string, onProgress: (line: string) => void): Promise<string> {
  await mkdir(dir, { recursive: true });
  if (!serverUser()) return dir;
  const pointer = join(dir, 'location');
  const noted = await readFile(pointer, 'utf8').catch(() => undefined);
  if (noted && existsSync(noted)) return noted;
  if (canReach(dir)) return dir;
  await makeShared();
  const home = await mkdtemp(join(shared, 'postgres-'));
  await chmod(home, 0o711);
  await writeFile(pointer, home);
  onProgress(`As root, PostgreSQL runs as user 65534, who cannot reach ${dir}: the database is kept in ${home}.`);
  return home;
}

/** The programs themselves, or a copy where the server's user can run them. */
export async function reachableBinaries(binaries: PostgresBinaries): Promise<PostgresBinaries> {
  if (!serverUser() || canReach(binaries.postgres)) return binaries;
  const native = dirname(dirname(binaries.postgres));
  const { stdout } = await run(binaries.postgres, ['--version']);
  const copy = join(shared, `postgresql-${stdout.trim().split(' ').at(-1)}-${process.platform}-${process.arch}`);
  if (!existsSync(copy)) {
    await makeShared();
    const part = await mkdtemp(`${copy}-`);
    await run('cp', ['-R', `${native}/.`, part]);
    await run('chmod', ['-R', 'a+rX', part]);
    // Another process may have been quicker; its copy is as good.
    await rename(part, copy).catch(() => rm(part, { recursive: true }));
  }
  const there = (path: string): string => join(copy, 'bin', basename(path));
  return { initdb: there(binaries.initdb), postgres: there(binaries.postgres) };
}

async function makeShared(): Promise<void> {
  await mkdir(shared, { recursive: true });
  await chmod(shared, 0o755);
}

function canReach(path: string): boolean {
  return spawnSync('test', ['-x', path], { ...serverUser(), cwd: '/' }).status === 0;
}
