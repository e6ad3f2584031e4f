import type { Command } from 'commander';
import { SeaworthyError } from '../contracts/errors';
import type { GuidanceItem } from '../contracts/guidance';
import type { Person } from '../contracts/http';
import { asOption } from './as-option';
import { connect } from './connect';
import { print, printJson, printTable, wrap } from './print';

interface Asked {
  as: Person;
  json?: boolean;
}

export function addGuidance(program: Command): void {
  const guidance = program.command('guidance').description('corrections in words that agents are told');
  const answered = (command: Command): Command =>
    command.addOption(asOption('controller')).option('--json', 'print JSON');
  answered(
    guidance
      .command('list', { isDefault: true })
      .description('list what agents are told and what is proposed')
      .option('--workflow <name>', 'only of this workflow')
      .option('--all', 'what was retired as well'),
  ).action(list);
  answered(guidance.command('show').description('show one, all its versions').argument('<id>')).action(show);
  answered(
    guidance
      .command('propose')
      .description('propose what an agent is to be told; no run is told it before it was proved and rolled out')
      .argument('<workflow>')
      .argument('<text>', 'what the agent is told')
      .requiredOption('--why <text>', 'why: it is sealed in the ledger with who')
      .option('--category <name>', 'of the flags that it is to make fewer')
      .option('--of <id>', 'guidance that this is a new version of')
      .option('--step <name>', 'only in this step')
      .option('--tenant <name>', 'only for this tenant')
      .option('--supplier <id>', 'only for this supplier: VAT id, else GLN, else name'),
  ).action(propose);
  answered(
    guidance
      .command('retire')
      .description('tell it to no run that begins from now on')
      .argument('<id>')
      .requiredOption('--why <text>', 'why'),
  ).action(async (id: string, { why, as, json }: Asked & { why: string }) => {
    const retired = await connect(as).retireGuidance(id, { why });
    if (json) return printJson(retired);
    print(`${id} is retired; runs under way keep what they began with.`);
  });
}

async function list({ as, json, ...filter }: Asked & { workflow?: string; all?: boolean }): Promise<void> {
  const items = await connect(as).guidance(filter);
  if (json) return printJson(items);
  if (items.length === 0) return print('No guidance: agents are told their instructions alone.');
  printTable(
    [
      ['guidance', 14],
      ['state', 10],
      ['where', 24],
      ['text', 52],
    ],
    items.map((item) => [item.ref, item.state, whereOf(item), item.text]),
  );
}

async function show(id: string, { as, json }: Asked): Promise<void> {
  const versions = (await connect(as).guidance({ all: true })).filter((item) => item.id === id || item.ref === id);
  if (versions.length === 0) throw new SeaworthyError('Guidance.Unknown', `There is no ${id.slice(0, 60)}.`);
  if (json) return printJson(versions);
  for (const item of versions) tell(item);
}

interface ProposeOptions extends Asked {
  why: string;
  category?: string;
  of?: string;
  step?: string;
  tenant?: string;
  supplier?: string;
}

async function propose(workflow: string, text: string, options: ProposeOptions): Promise<void> {
  const { why, category = null, of, step = null, tenant = null, supplier, as, json } = options;
  const made = await connect(as).proposeGuidance({
    ...{ workflow, text, why, category, step, tenant, about: supplier ? { supplier } : {} },
    ...(of ? { id: of } : {}),
  });
  if (json) return printJson(made);
  tell(made);
  for (const { guidance, relation } of made.meets) print(wrap(`${relation} ${guidance.ref}: ${guidance.text}`, '  ! '));
  print(`\`seaworthy prove ${workflow} --guidance ${made.ref} --why …\` shows whether it helps.`);
}

function tell(item: GuidanceItem): void {
  const { ref, state, category, text, by, why } = item;
  print(`${ref}  ${state}  ${whereOf(item)}${category ? `  against ${category}` : ''}`);
  print(wrap(text, '  '));
  print(wrap(`${by}: ${why}`, '  '));
}

function whereOf({ workflow, step, tenant, about }: GuidanceItem): string {
  const facts = Object.entries(about).map(([name, value]) => `${name} ${value}`);
  return [workflow, step, tenant, ...facts].filter((part) => part !== null).join(' / ');
}
