import type { Command } from 'commander';
import type * as WorkerModule from '../../worker';
import { print } from './print';

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('serve task queues until stopped; settings come from the environment')
    .option('--queues <names...>', 'only these, such as seaworthy, notify, system.erp')
    .action(worker);
}

async function worker({ queues }: { queues?: string[] }): Promise<void> {
  // Heavy, so only now; import() would look for an ES module.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { startWorker } = require('../../worker') as typeof WorkerModule;
  const running = await startWorker({ env: process.env, ...(queues ? { queues } : {}) });
  print(`Serving ${running.queues.join(', ')}. Ctrl+C stops.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.stop());
  await running.stopped;
}
