import type { Command } from 'commander';
import type * as RunWorker from './run-worker';

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('serve task queues until stopped; settings come from the environment')
    .option('--queues <names...>', 'only these, such as seaworthy, notify, system.erp')
    .action(async (options: { queues?: string[] }) => {
      // Heavy, so only now; import() would look for an ES module.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runWorker } = require('./run-worker') as typeof RunWorker;
      await runWorker(options);
    });
}
