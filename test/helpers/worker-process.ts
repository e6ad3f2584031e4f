import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { converters } from '../../src/codec/data-converter';

const root = path.join(__dirname, '../..');

/** Starts a worker in a process of its own, by default that of the shelf, and waits until it polls. */
export async function startWorkerProcess(
  env: NodeJS.ProcessEnv,
  entry = path.join(__dirname, 'shelf/run-worker.ts'),
): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-r', path.join(root, 'test/setup/register-typescript.cjs'), entry], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([once(createInterface({ input: child.stdout }), 'line'), once(child, 'exit')]);
  return child;
}

export async function kill(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  if (signal === 'SIGKILL') await exit;
}

/** Bundles the shelf's workflows once, so that a restarted worker is there at once. */
export async function bundleShelf(folder: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve('./shelf/workflows'),
    ...converters,
    logger: new DefaultLogger('ERROR'),
  });
  const file = path.join(folder, `shelf-workflows-${process.pid}.js`);
  await writeFile(file, code);
  return file;
}
