import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.join(__dirname, '../..');

/** `seaworthy gateway` in a process of its own, on any free port. `close` lets it send what it still has. */
export async function startGatewayProcess(env: NodeJS.ProcessEnv): Promise<{ url: string; close(): Promise<void> }> {
  const checkpoints = path.join(process.env['SEAWORTHY_TEST_FOLDER']!, `checkpoints-${process.pid}.ndjson`);
  const script = `require('./src/cli/main').main(['node', 'seaworthy', 'gateway', '--port', '0'])`;
  const child = spawn(process.execPath, ['-r', path.join(root, 'test/setup/register-typescript.cjs'), '-e', script], {
    cwd: root,
    env: { ...process.env, ...env, SEAWORTHY_CHECKPOINTS: checkpoints },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [said] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(([code]) => {
      throw new Error(`The gateway ended (${code}) before it served.`);
    }),
  ])) as [string];
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)![0];
  return {
    url,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
