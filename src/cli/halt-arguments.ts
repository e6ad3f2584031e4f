import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { HaltKind } from '../contracts/operations';

/** `all`, or a kind and a name; why; and who. */
export function takeHalt(command: Command): Command {
  return command
    .addArgument(new Argument('<kind>').choices(HaltKind.options))
    .argument('[name]', 'which; left out with all')
    .requiredOption('--why <text>', 'why: it is sealed in the ledger with who')
    .addOption(asOption())
    .option('--json', 'print JSON');
}

export function asOption(): Option {
  return new Option('--as <person>', 'who').choices(['reviewer', 'controller']).default('controller');
}

export interface HaltOptions {
  why: string;
  as: 'reviewer' | 'controller';
  json?: boolean;
}
