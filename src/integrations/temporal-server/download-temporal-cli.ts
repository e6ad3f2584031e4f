import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { temporalCliVersion } from './temporal-cli-release';

const silentMs = 8_000;

/** Where Temporal serves its CLI; `SEAWORTHY_TEMPORAL_CLI_URL` names a mirror of the same archive. */
export function downloadUrl(env: NodeJS.ProcessEnv): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  return (
    env['SEAWORTHY_TEMPORAL_CLI_URL'] ??
    `https://temporal.download/cli/archive/v${temporalCliVersion}?platform=${platform}&arch=${arch}`
  );
}

/**
 * Fetches the archive and puts the program of it at `target`. Gives up when nothing comes for eight seconds.
 * @throws Error whose message says why it did not work.
 */
export async function downloadTemporalCli(url: string, target: string): Promise<void> {
  const folder = await mkdtemp(join(dirname(target), 'download-'));
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(new Error(`nothing came for ${silentMs / 1000} s`)), silentMs);
  try {
    const answer = await fetch(url, { signal: giveUp.signal });
    if (!answer.ok || !answer.body) throw new Error(`HTTP ${answer.status}`);
    const archive = join(folder, 'archive');
    const body = Readable.fromWeb(answer.body).on('data', () => timer.refresh());
    await pipeline(body, createWriteStream(archive));
    clearTimeout(timer);
    await promisify(execFile)('tar', ['-xf', archive, '-C', folder]);
    await copyFile(join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal'), target);
  } catch (error) {
    throw new Error(`${new URL(url).host}: ${reasonOf(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
    await rm(folder, { recursive: true, force: true });
  }
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || ((cause as NodeJS.ErrnoException).code ?? message) : message;
}
