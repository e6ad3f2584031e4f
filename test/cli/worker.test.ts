// Needs a Temporal dev server and PostgreSQL (stack), and a process for the command.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { openOffice } from '../gateway/office';

it('a worker serves the queues it was told and stops when asked to', async () => {
  const office = await openOffice();
  const root = join(__dirname, '../..');
  const script = `require('./src/cli/main').main(['node', 'seaworthy', 'worker', '--queues', 'notify', 'system.erp'])`;
  const args = ['-r', join(root, 'test/setup/register-typescript.cjs'), '-e', script];
  const worker = spawn(process.execPath, args, { cwd: root, env: office.env, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [line] = (await once(worker.stdout, 'data')) as [Buffer];
    expect(line.toString()).toBe('Serving notify, system.erp. Ctrl+C stops.\n');
    const ended = once(worker, 'exit');
    worker.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  } finally {
    worker.kill('SIGKILL');
    await office.close();
  }
});
