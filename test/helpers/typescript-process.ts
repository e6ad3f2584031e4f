import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(__dirname, '../..');

/**
 * Runs a piece of CommonJS in a process of its own, at the root of the checkout, where it may require our sources; waits for the first
 * line it prints, which is JSON.
 */
export async function typescriptProcess<T>(script: string): Promise<{ child: ChildProcess; first: T }> {
  const args = ['-r', join(root, 'test/setup/register-typescript.cjs'), '-e', script];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The process ended (${code}) before it printed a line.`);
    }),
  ])) as [string];
  return { child, first: JSON.parse(line) as T };
}
