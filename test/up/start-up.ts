import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from '../helpers/eventually';

export const root = resolve(__dirname, '../..');

export interface Up {
  pid: number;
  stdout(): string;
  stderr(): string;
  /** Waits until stderr shows it; fails with all of stderr when the process ends first. */
  shows(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<number | null>;
}

/** `seaworthy up` in a process of its own, on free ports, with its state in `folder`. */
export function startUp(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Up {
  const ports = ['--port', '0', '--ui-port', '0'];
  const child = spawn(process.execPath, [join(root, 'bin/seaworthy.mjs'), 'up', ...ports, ...args], {
    cwd: folder,
    env: { ...withoutSettings(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk: string) => (text[name] += chunk));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    pid: child.pid!,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    shows: (wanted) =>
      eventually(() => {
        if (child.exitCode !== null) throw new Error(`It ended before it said "${wanted}":\n${text.stderr}`);
        return text.stderr.includes(wanted);
      }, 60),
    kill: (signal) => child.kill(signal),
    ended,
  };
}

/** Where PostgreSQL can get to, also when the test is root. */
export async function stateFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'seaworthy-up-'));
  await chmod(path, 0o711);
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

function withoutSettings(): NodeJS.ProcessEnv {
  const settings = /^(DATABASE_URL|SEAWORTHY_|TEMPORAL_|ANTHROPIC_|ERP_|MAIL_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings.test(name)));
}
