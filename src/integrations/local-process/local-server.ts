import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import { SystemError } from '../system-error';
import { endWithParent } from './end-with-parent';
import { writePidFile } from './pid-file';
import { plainEnvironment } from './plain-environment';

export interface LocalServer {
  pid: number;
  /** Resolves when the process has ended. May be called again. */
  close(): Promise<void>;
}

export interface Launch {
  /** As messages call it: "the embedded PostgreSQL". */
  name: string;
  command: string;
  args: readonly string[];
  cwd?: string;
  /** What it prints once it serves. */
  ready: RegExp;
  /** The first asks it to end, the second insists five seconds later. */
  stop: readonly [NodeJS.Signals, NodeJS.Signals];
  user?: { uid: number; gid: number } | undefined;
  pidFile?: string | undefined;
  /** Everything it prints is appended to this file. */
  log?: string | undefined;
}

const startWithinMs = 60_000;
const endWithinMs = 5_000;
const keptCharacters = 8_000;
const shownLines = 15;

/**
 * Starts a server as a child of this process and waits until it is ready. It ends with this process, and does not keep it alive.
 * @throws SystemError `transient` with the last lines it printed, if it ends before it is ready or is not ready in a minute.
 */
export async function startLocalServer(launch: Launch): Promise<LocalServer> {
  const { name, stop, pidFile } = launch;
  for (const file of [launch.log, pidFile]) if (file) await mkdir(dirname(file), { recursive: true });
  const child = spawn(launch.command, launch.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C goes to the whole foreground group: out of it, so that the parent can finish its work before its servers end.
    detached: true,
    windowsHide: true,
    env: plainEnvironment(),
    ...(launch.cwd && { cwd: launch.cwd }),
    ...launch.user,
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (): Promise<void> => {
    child.ref();
    child.kill(stop[0]);
    const insist = setTimeout(() => child.kill(stop[1]), endWithinMs);
    await exited;
    clearTimeout(insist);
    if (pidFile) await rm(pidFile, { force: true });
  };
  const output = collect(child, launch.log);
  try {
    await once(child, 'spawn'); // or its 'error', such as EACCES
    endWithParent(child, stop[0]);
    if (pidFile) await writePidFile(pidFile, { name, pid: child.pid!, stop });
    await ready(child, output, launch);
  } catch (error) {
    if (child.pid) await end();
    if (error instanceof SystemError) throw error;
    throw new SystemError(`${name} could not be started: ${(error as Error).message}.`, {
      class: 'transient',
      system: name,
      cause: error,
    });
  }
  child.unref();
  for (const stream of [child.stdout, child.stderr]) (stream as Socket | null)?.unref();
  let closing: Promise<void> | undefined;
  return { pid: child.pid!, close: () => (closing ??= end()) };
}

interface Output {
  text: string;
  onMore: () => void;
}

function collect(child: ChildProcess, log: string | undefined): Output {
  const output: Output = { text: '', onMore: () => {} };
  const file = log ? createWriteStream(log, { flags: 'a' }) : undefined;
  file?.on('error', () => {}); // a full disk under the log must not end the run
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output.text = (output.text + chunk).slice(-keptCharacters);
      file?.write(chunk);
      output.onMore();
    });
  }
  child.once('close', () => file?.end());
  return output;
}

async function ready(child: ChildProcess, output: Output, { name, ready }: Launch): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = (what: string): void => {
      const lines = output.text.trimEnd().split('\n').slice(-shownLines).join('\n');
      reject(
        new SystemError(`${name} ${what}. Its last lines:\n${lines || '(it printed nothing)'}`, {
          class: 'transient',
          system: name,
        }),
      );
    };
    const timer = setTimeout(() => fail(`was not ready after ${startWithinMs / 1000} s`), startWithinMs);
    const onClose = (code: number | null, signal: string | null): void => {
      clearTimeout(timer);
      fail(`ended before it was ready (${signal ?? `exit code ${code}`})`);
    };
    child.once('close', onClose);
    output.onMore = () => {
      if (!ready.test(output.text)) return;
      clearTimeout(timer);
      child.off('close', onClose);
      output.onMore = () => {};
      resolve();
    };
    output.onMore();
  });
}
