import { Option } from 'commander';
import type { Command } from 'commander';
import { IntakeOutcome } from '../contracts/intake';
import { connect } from './connect';
import { print, printJson, printTable } from './print';

export function addIntake(program: Command): void {
  program
    .command('intake')
    .description('list what came in by mailbox and drop folder, and what became of it')
    .addOption(new Option('--outcome <outcome>', 'only these').choices(IntakeOutcome.options))
    .option('--json', 'print JSON')
    .action(intake);
}

async function intake({ json, ...filter }: { outcome?: IntakeOutcome; json?: boolean }): Promise<void> {
  const items = await connect('controller').intake(filter);
  if (json) return printJson(items);
  if (items.length === 0) return print('Nothing came in.');
  printTable(
    [
      ['when (UTC)', 18],
      ['from', 9],
      ['outcome', 10],
      ['run, or why not', 60],
    ],
    items.map(({ at, source, outcome, run, reason }) => [
      at.slice(0, 16).replace('T', ' '),
      source,
      outcome,
      run ?? reason,
    ]),
  );
}
