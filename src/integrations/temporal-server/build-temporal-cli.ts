import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporalCliVersion } from './temporal-cli-release';

const withinMs = 20 * 60_000;
const shownLines = 6;

/**
 * Builds the pinned CLI from source into `target`: three to seven minutes on two cores when it is done for the first time.
 * @throws Error whose message says why it did not work.
 */
export async function buildTemporalCli(target: string, env: NodeJS.ProcessEnv): Promise<void> {
  const name = 'github.com/temporalio/cli';
  const ldflags = `-s -w -X ${name}/internal/temporalcli.Version=${temporalCliVersion}`;
  const args = ['build', '-trimpath', '-ldflags', ldflags, '-o', target, `${name}/cmd/temporal`];
  // Without cgo no C compiler is needed; a go.work above this folder must not have a say.
  const options = { cwd: pinFolder(), env: { ...env, CGO_ENABLED: '0', GOWORK: 'off' }, timeout: withinMs };
  await new Promise<void>((resolve, reject) => {
    const go = execFile('go', args, { ...options, maxBuffer: 64 << 20 }, (error, _stdout, stderr) => {
      process.off('exit', end);
      if (!error) resolve();
      else if (error.code === ('ENOENT' as unknown)) reject(new Error('no `go` on the PATH'));
      else if (error.killed) reject(new Error(`not done after ${withinMs / 60_000} minutes`));
      else reject(new Error(stderr.trim().split('\n').slice(-shownLines).join('\n    ') || error.message));
    });
    const end = (): boolean => go.kill();
    process.once('exit', end);
  });
}

/** The Go release that the pinned module asks for. */
export async function neededGo(): Promise<string> {
  return /^go (\S+)/m.exec(await readFile(join(pinFolder(), 'go.mod'), 'utf8'))?.[1] ?? '';
}

/** deploy/temporal-cli, seen from the sources as well as from what is compiled into lib. */
function pinFolder(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const pin = join(folder, 'deploy', 'temporal-cli');
    if (existsSync(join(pin, 'go.mod'))) return pin;
  }
  throw new Error('deploy/temporal-cli/go.mod is missing from the checkout');
}
