import { Argument } from 'commander';
import type { Command } from 'commander';
import type { Person } from '../contracts/http';
import { HaltKind } from '../contracts/operations';
import { asOption } from './as-option';

/** `all`, or a kind and a name; why; and who. */
export function takeHalt(command: Command): Command {
  return command
    .addArgument(new Argument('<kind>').choices(HaltKind.options))
    .argument('[name]', 'which; left out with all')
    .requiredOption('--why <text>', 'why: it is sealed in the ledger with who')
    .addOption(asOption('controller'))
    .option('--json', 'print JSON');
}

export interface HaltOptions {
  why: string;
  as: Person;
  json?: boolean;
}
