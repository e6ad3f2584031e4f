import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type * as RunUp from './up/run-up';
import type { UpOptions } from './up/up';

export function addUp(program: Command): void {
  program
    .command('up')
    .description('start everything on this machine and put invoices through the workflow; stays up until Ctrl-C')
    .option('--input <paths...>', 'e-invoices of your own: files, or folders with .xml files; else the samples')
    .option('--once', 'exit when every run has ended or waits for a person')
    .option('--rehearse', 'a stand-in reviewer decides what waits, by rules')
    .option('--json', 'print the outcome as JSON')
    .option('--port <n>', 'of the gateway; 0 is any free one; otherwise 7400 if it is free', toPort)
    .option('--ui-port <n>', 'of Temporal UI; 0 is any free one; otherwise 8233 if it is free', toPort)
    .action(async (options: UpOptions) => {
      // Heavy, so only now; import() would look for an ES module.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runUp } = require('./up/run-up') as typeof RunUp;
      await runUp(options);
    });
}

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}
