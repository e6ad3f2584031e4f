import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { plainEnvironment } from '../local-process/plain-environment';
import { oldestServer } from './temporal-cli-release';

const run = promisify(execFile);

/** @throws Error whose message says why the program at `path` is of no use to us. */
export async function checkTemporalCli(path: string): Promise<void> {
  const { stdout } = await run(path, ['--version'], { env: plainEnvironment(), timeout: 20_000 }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new Error(`${path} does not run (${error.code ?? error.message})`);
    },
  );
  // The server's version, because a CLI that was built from source calls itself 0.0.0-DEV.
  const [, major, minor] = (/\(Server (\d+)\.(\d+)\./.exec(stdout) ?? []).map(Number);
  if (major === undefined || minor === undefined) throw new Error(`${path} does not say that it is the Temporal CLI`);
  if (major < oldestServer.major || (major === oldestServer.major && minor < oldestServer.minor)) {
    throw new Error(`${path} is older than ${oldestServer.cli}: ${stdout.trim()}`);
  }
}
