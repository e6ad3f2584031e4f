import { resolve } from 'node:path';
import { SeaworthyError } from '../../contracts/errors';
import { SystemError } from '../../integrations/system-error';
import { Closing } from './closing';
import { onInterrupt } from './on-interrupt';
import { Progress } from './progress';
import { up } from './up';
import type { UpOptions } from './up';

const INTERRUPTED = 130;

/** `up`, from its first line to the end of everything that it started. Sets the exit code. @throws SeaworthyError what a user can mend */
export async function runUp(options: UpOptions): Promise<void> {
  const progress = new Progress();
  const closing = new Closing();
  const stopping = new AbortController();
  const { signal } = stopping;
  const release = onInterrupt(() => stopping.abort());
  try {
    const start = {
      env: process.env,
      state: resolve('.seaworthy'),
      closing,
      note: (line: string) => progress.note(line),
    };
    process.exitCode = await up(options, { ...start, signal }, progress);
  } catch (error) {
    if (!signal.aborted) throw error instanceof SystemError ? new SeaworthyError('Setup.Failed', error.message) : error;
    process.exitCode = INTERRUPTED;
  } finally {
    await closing
      .closeAll((name) => progress.now(`Stopping ${name}`))
      .catch((error: Error) => progress.note(error.message));
    if (signal.aborted) progress.note('Stopped. What waits goes on waiting: the next start finds it.');
    progress.end();
    release();
  }
}
