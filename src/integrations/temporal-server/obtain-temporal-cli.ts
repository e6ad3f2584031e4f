import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { SystemError } from '../system-error';
import { buildTemporalCli, neededGo } from './build-temporal-cli';
import { checkTemporalCli } from './check-temporal-cli';
import { downloadTemporalCli, downloadUrl } from './download-temporal-cli';
import { oldestServer, temporalCliVersion } from './temporal-cli-release';
import { withLockFile } from '../local-process/with-lock-file';
import { withProgress } from './with-progress';

export interface TemporalCli {
  path: string;
  how: 'path' | 'cache' | 'download' | 'built';
}

interface Options {
  onProgress?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
}

interface Way {
  how: TemporalCli['how'];
  name: string;
  /** The path of a CLI that runs. @throws Error whose message says why there is none. */
  find: () => Promise<string>;
}

const program = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

/**
 * Finds the Temporal CLI on the PATH or in our cache, or else obtains it, once for all later runs: downloaded, or built with Go.
 * @throws SystemError `rejected` that names each way, why it failed, and what to do.
 */
export async function obtainTemporalCli({
  onProgress = () => {},
  env = process.env,
}: Options = {}): Promise<TemporalCli> {
  const target = cachePath(env);
  const path: Way = { how: 'path', name: '`temporal` on the PATH', find: () => onPath(env) };
  const cache: Way = { how: 'cache', name: 'the cache', find: () => inCache(target) };
  const download: Way = {
    how: 'download',
    name: 'download',
    find: () =>
      into(target, (part) =>
        withProgress('Downloading the Temporal CLI', onProgress, downloadTemporalCli(downloadUrl(env), part)),
      ),
  };
  const built: Way = {
    how: 'built',
    name: 'build with Go',
    find: () =>
      into(target, (part) =>
        withProgress(
          'Building the Temporal CLI with Go, once, in 3 to 7 minutes',
          onProgress,
          buildTemporalCli(part, env),
        ),
      ),
  };

  const failures: string[] = [];
  const found = await first([path, cache], failures);
  if (found) return found;
  try {
    await mkdir(dirname(target), { recursive: true });
    const onWait = (): void => onProgress('Another process is obtaining the Temporal CLI: waiting for it.');
    const obtained = await withLockFile(`${target}.lock`, onWait, async () => {
      return (await first([cache], [])) ?? (await first([download, built], failures));
    });
    if (obtained) return obtained;
  } catch (error) {
    failures.push(`  - a file of our own: ${(error as Error).message}`);
  }
  const go = await neededGo().catch(() => '(its current release)');
  const advice =
    `Do one of these: install Go ${go} or newer (go.dev/dl), put \`temporal\` ${oldestServer.cli} or newer on the PATH, ` +
    'or set TEMPORAL_ADDRESS to a Temporal server that runs.';
  throw new SystemError(
    `The Temporal CLI was not found and could not be obtained:\n${failures.join('\n')}\n${advice}`,
    {
      class: 'rejected',
      system: 'temporal-cli',
    },
  );
}

async function first(ways: Way[], failures: string[]): Promise<TemporalCli | undefined> {
  for (const { how, name, find } of ways) {
    try {
      return { path: await find(), how };
    } catch (error) {
      failures.push(`  - ${name}: ${(error as Error).message}`);
    }
  }
  return undefined;
}

async function onPath(env: NodeJS.ProcessEnv): Promise<string> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const path = folders.map((folder) => join(folder, program)).find((candidate) => existsSync(candidate));
  if (!path) throw new Error('none there');
  await checkTemporalCli(path);
  return path;
}

async function inCache(path: string): Promise<string> {
  if (!existsSync(path)) throw new Error(`${path} is not there`);
  await checkTemporalCli(path);
  return path;
}

/** Renamed into place only when it is whole and runs: nobody ever sees half a program. */
async function into(target: string, make: (part: string) => Promise<void>): Promise<string> {
  const part = `${target}.part`;
  try {
    await make(part);
    await chmod(part, 0o755);
    await checkTemporalCli(part);
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
  }
  return target;
}

function cachePath(env: NodeJS.ProcessEnv): string {
  const cache = env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return join(cache, 'seaworthy', `temporal-${temporalCliVersion}-${process.platform}-${process.arch}${suffix}`);
}
