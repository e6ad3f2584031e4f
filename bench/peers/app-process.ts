import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const ENDS_WITHIN_MS = 15_000;

interface Answer {
  value?: unknown;
  error?: string;
}

export interface AppProcess {
  pid: number;
  /** What it first said. */
  ready: unknown;
  ask<T>(command: string, options?: object): Promise<T>;
  close(): Promise<void>;
}

/** Starts a file of ours or of a peer, which answers commands over IPC, one at a time. Waits until it is ready. What it prints goes to `log`. */
export async function startApp(
  file: string,
  { env = {}, log, node = [] }: { env?: Record<string, string>; log: string; node?: readonly string[] },
): Promise<AppProcess> {
  const compiled = file.endsWith('.ts') ? ['-r', join(root, 'test/setup/register-typescript.cjs')] : [];
  const out = openSync(log, 'a');
  const child = spawn(process.execPath, ['--no-warnings', ...node, ...compiled, file], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', out, out, 'ipc'],
  });
  closeSync(out);
  const exited = once(child, 'exit');
  const answered = async (): Promise<unknown> => {
    const ended = exited.then(([code]) => Promise.reject(new Error(`${file} ended (${code}): see ${log}`)));
    const [{ value, error }] = (await Promise.race([once(child, 'message'), ended])) as [Answer];
    if (error !== undefined) throw new Error(error);
    return value;
  };
  const ready = await answered();
  return {
    pid: child.pid!,
    ready,
    ask: async <T>(command: string, options: object = {}): Promise<T> => {
      const answer = answered();
      child.send({ command, ...options });
      return (await answer) as T;
    },
    close: async () => {
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS);
      if (child.exitCode === null && child.signalCode === null) await exited;
      clearTimeout(insist);
    },
  };
}
