import { resolve } from 'node:path';
import { SeaworthyError } from '../../contracts/errors';
import { SystemError } from '../../integrations/system-error';
import { Closing } from './closing';
import { onInterrupt } from './on-interrupt';
import { Progress } from './progress';
import type { Start } from './start';

const INTERRUPTED = 130;

/**
 * Does what starts things on this machine, from its first line to the end of everything that it started. Sets the exit code.
 * @throws SeaworthyError what a user can mend
 */
export async function withStart(
  stopped: string,
  work: (start: Start, progress: Progress) => Promise<0 | 1>,
): Promise<void> {
  const progress = new Progress();
  const closing = new Closing();
  const stopping = new AbortController();
  const { signal } = stopping;
  const release = onInterrupt(() => stopping.abort());
  const note = (line: string): void => progress.note(line);
  try {
    process.exitCode = await work({ env: process.env, state: resolve('.seaworthy'), closing, note, signal }, progress);
  } catch (error) {
    if (!signal.aborted) throw error instanceof SystemError ? new SeaworthyError('Setup.Failed', error.message) : error;
    process.exitCode = INTERRUPTED;
  } finally {
    await closing
      .closeAll((name) => progress.now(`Stopping ${name}`))
      .catch((error: Error) => progress.note(error.message));
    if (signal.aborted) progress.note(stopped);
    progress.end();
    release();
  }
}
