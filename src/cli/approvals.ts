import { Option } from 'commander';
import type { Command } from 'commander';
import type { ApprovalItem, ApprovalStatus, Person } from '../contracts/http';
import { asOption } from './as-option';
import { connect } from './connect';
import { print, printJson, printTable, wrap } from './print';

interface Options {
  id?: string;
  status: ApprovalStatus;
  role?: string;
  as: Person;
  json?: boolean;
}

export function addApprovals(program: Command): void {
  program
    .command('approvals')
    .description('list what people are asked, or show one question in full')
    .option('--id <approval>', 'only this one, in full')
    .addOption(
      new Option('--status <status>').choices(['open', 'decided', 'taken', 'defaulted', 'void']).default('open'),
    )
    .option('--role <role>', 'put to this role')
    .addOption(asOption('reviewer'))
    .option('--json', 'print JSON')
    .action(approvals);
}

async function approvals({ id, status, role, as, json }: Options): Promise<void> {
  if (id) {
    const item = await connect(as).approval(id);
    return json ? printJson(item) : print(inFull(item, as));
  }
  const items = await connect(as).approvals({ status, ...(role ? { role } : {}) });
  if (json) return printJson(items);
  if (items.length === 0) return print(`Nothing is ${status}. \`seaworthy runs\` lists the runs.`);
  printTable(
    [
      ['approval', 36],
      ['gate', 10],
      ['for', 13],
      ['about', 22],
      ['due (UTC)', 13],
    ],
    items.map((item) => [item.id, item.gate, item.role, item.title, item.dueAt.slice(5, 16).replace('T', ' ')]),
  );
  print('`seaworthy approvals --id APPROVAL` shows one in full.');
}

function inFull(item: ApprovalItem, as: Person): string {
  const { decided } = item;
  return [
    `${item.id}  ${item.status}, for ${item.role} until ${item.dueAt}`,
    wrap(`${item.title} (${item.name}, step ${item.step})`, ''),
    ...(item.approvers > 1 ? [`${item.approved} of ${item.approvers} people have approved`] : []),
    ...(item.args === undefined ? [] : [`arguments ${JSON.stringify(item.args, undefined, 2)}`]),
    ...(item.gate === 'approval' ? [] : [JSON.stringify(item.question, undefined, 2)]),
    ...(item.answerSchema ? [`An answer is JSON of this schema: ${JSON.stringify(item.answerSchema)}`] : []),
    decided
      ? wrap(`${decided.by}: ${decided.decision}. ${decided.reason}`, '')
      : item.yours
        ? `seaworthy decide ${item.id} ${item.decisions.join('|')}${as === 'reviewer' ? '' : ` --as ${as}`}`
        : 'You cannot decide it, somebody else can.',
  ].join('\n');
}
