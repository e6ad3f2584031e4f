import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import type { BudgetList, MonthScope } from '../contracts/budgets';
import { SeaworthyError } from '../contracts/errors';
import type { Person } from '../contracts/http';
import { asOption } from './as-option';
import { connect } from './connect';
import { print, printJson, printTable } from './print';

export function addBudgets(program: Command): void {
  const budgets = program.command('budgets').description('what may be spent on models in a month, and what is');
  budgets
    .command('list', { isDefault: true })
    .description('list those of this month, and calls of which nobody knows what they cost')
    .option('--json', 'print JSON')
    .action(list);
  budgets
    .command('set')
    .description('set what a workflow or a tenant may spend in a month, from this one on, at once')
    .addArgument(new Argument('<scope>').choices(['workflow-month', 'tenant-month']))
    .argument('<name>')
    .option('--usd <amount>', 'US dollars, such as 250.00')
    .addOption(new Option('--none', 'no limit').conflicts('usd'))
    .option('--why <text>', 'why: it is sealed in the ledger with who', 'no reason given')
    .addOption(asOption('controller'))
    .option('--json', 'print JSON')
    .action(set);
}

async function list({ json }: { json?: boolean }): Promise<void> {
  tell(await connect('controller').budgets(), json);
}

interface SetOptions {
  usd?: string;
  none?: boolean;
  why: string;
  as: Person;
  json?: boolean;
}

async function set(scope: MonthScope, name: string, { usd, none, why, as, json }: SetOptions): Promise<void> {
  if (usd === undefined && !none) throw new SeaworthyError('Input.Invalid', 'Use one of --usd and --none.');
  tell(await connect(as).setBudget({ scope, name, usd: usd ?? null, why }), json);
}

function tell(list: BudgetList, json = false): void {
  if (json) return printJson(list);
  const { month, budgets, unknown } = list;
  if (budgets.length === 0) return print(`Nothing was spent in ${month}, and no budget is set.`);
  print(`${month} (UTC), US dollars`);
  printTable(
    [
      ['budget', 44],
      ['limit', 12],
      ['raised', 12],
      ['spent', 16],
      ['unknown', 12],
      ['reserved', 12],
      ['left', 16],
    ],
    budgets.map((each) => [
      ...[`${each.scope} ${each.name}`, each.limit ?? 'none', each.raised, each.spent, each.unknown, each.reserved],
      each.left ?? '',
    ]),
  );
  if (unknown.length === 0) return;
  print('\nNobody knows what these calls cost; they count as spent, each at its worst case:');
  for (const { at, run, step, model, usd } of unknown)
    print(`${at.slice(0, 19).replace('T', ' ')}  ${run}  ${step}  ${model}  ${usd}`);
}
