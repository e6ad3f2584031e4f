import type { Command } from 'commander';
import { toPort } from './to-port';
import type * as RunUp from './up/run-up';
import type { UpOptions } from './up/up';

export function addUp(program: Command): void {
  program
    .command('up')
    .description('start everything on this machine and put samples through a workflow; stays up until Ctrl-C')
    .argument('[workflow]', 'another than invoice-exceptions')
    .option(
      '--input <paths...>',
      'of your own: e-invoices as .xml, inputs of other workflows as .json; files or folders',
    )
    .option('--once', 'exit when every run has ended or waits for a person')
    .option('--rehearse', 'a stand-in reviewer decides what waits, by rules')
    .option('--json', 'print the outcome as JSON')
    .option('--port <n>', 'of the gateway; 0 is any free one; otherwise 7400 if it is free', toPort)
    .option('--ui-port <n>', 'of Temporal UI; 0 is any free one; otherwise 8233 if it is free', toPort)
    .action(async (workflow: string | undefined, options: UpOptions) => {
      // Heavy, so only now; import() would look for an ES module.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runUp } = require('./up/run-up') as typeof RunUp;
      await runUp(workflow ? { ...options, workflow } : options);
    });
}
