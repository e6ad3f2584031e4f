import { Argument } from 'commander';
import type { Command } from 'commander';
import { SeaworthyError } from '../contracts/errors';
import type { RuleEffect, RuleItem, RuleRequest } from '../contracts/operations';
import type { Person } from '../contracts/http';
import { asOption } from './as-option';
import { connect } from './connect';
import { print, printJson, printTable } from './print';

export function addRules(program: Command): void {
  const rules = program.command('rules').description('narrow what agents may do, per tenant and environment');
  rules
    .command('list')
    .description('list the rules in force')
    .option('--all', 'those that have ended as well')
    .option('--json', 'print JSON')
    .action(list);
  rules
    .command('add')
    .description('add a rule; it holds at once, in runs under way too')
    .addArgument(new Argument('<effect>').choices(['deny', 'approval']))
    .option('--tool <name>', 'what it is about: a tool,')
    .option('--permission <name>', 'or every tool that needs this permission,')
    .option('--writes', 'or every tool that writes')
    .option('--agent <name>', 'only for this agent', '*')
    .option('--tenant <name>', 'only for this tenant', '*')
    .option('--environment <name>', 'only where SEAWORTHY_ENVIRONMENT is this', '*')
    .option('--when <fact>', 'only in runs that have established it, such as untrustedText')
    .option('--role <role>', 'with approval: who is asked')
    .option('--within <time>', 'with approval: how long that may take, such as "2 days"')
    .requiredOption('--why <text>', 'why: it is sealed in the ledger with who')
    .addOption(asOption('controller'))
    .option('--json', 'print JSON')
    .action(add);
  rules
    .command('end')
    .description('end a rule; it is kept')
    .argument('<number>')
    .requiredOption('--why <text>', 'why')
    .addOption(asOption('controller'))
    .option('--json', 'print JSON')
    .action(end);
}

interface AddOptions extends Pick<RuleRequest, 'agent' | 'tenant' | 'environment' | 'why'> {
  as: Person;
  tool?: string;
  permission?: string;
  writes?: boolean;
  when?: string;
  role?: string;
  within?: string;
  json?: boolean;
}

async function list({ all = false, json }: { all?: boolean; json?: boolean }): Promise<void> {
  const told = await connect('controller').rules({ all });
  if (json) return printJson(told);
  if (told.rules.length === 0) return print('No rules: agents may do what they have been granted.');
  printTable(
    [
      ['rule', 6],
      ['what', 46],
      ['where', 22],
      ['who and why', 26],
    ],
    told.rules.map((rule) => [String(rule.id), whatOf(rule), whereOf(rule), `${rule.by}: ${rule.why}`]),
  );
}

async function add(effect: RuleEffect, options: AddOptions): Promise<void> {
  const { tool, permission, writes, when, role, within, as, json, ...rest } = options;
  const targets = [
    ...(tool ? [{ target: 'tool' as const, name: tool }] : []),
    ...(permission ? [{ target: 'permission' as const, name: permission }] : []),
    ...(writes ? [{ target: 'writes' as const }] : []),
  ];
  const [target] = targets;
  if (!target || targets.length > 1)
    throw new SeaworthyError('Input.Invalid', 'Use one of --tool, --permission and --writes.');
  const asked = { ...(role ? { role } : {}), ...(within ? { within } : {}), ...(when ? { fact: when } : {}) };
  const made = await connect(as).addRule({ effect, ...target, ...asked, ...rest });
  if (json) return printJson(made);
  print(`Rule ${made.id}: ${whatOf(made)}. \`seaworthy rules end ${made.id} --why …\` ends it.`);
}

async function end(number: string, { why, as, json }: { why: string; as: Person; json?: boolean }): Promise<void> {
  const ended = await connect(as).endRule(Number(number), { why });
  if (json) return printJson(ended);
  print(`Rule ${ended.id} has ended.`);
}

function whatOf({ effect, target, name, fact, role, within, ended }: RuleItem): string {
  const what = target === 'writes' ? 'every write' : `${target} ${name}`;
  const verdict = effect === 'deny' ? `deny ${what}` : `${what} needs ${role} within ${within}`;
  return `${ended ? '(ended) ' : ''}${verdict}${fact ? ` when ${fact}` : ''}`;
}

function whereOf({ agent, tenant, environment }: RuleItem): string {
  return [agent, tenant, environment].join(' / ');
}
