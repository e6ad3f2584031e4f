import { relative } from 'node:path';
import type { ApprovalItem } from '../../contracts/http';
import { exampleAnswer } from '../../../standins/reviewer/example-answer';
import { clean } from '../print';
import { inCheckout } from '../../in-checkout';
import type { Row } from './row-of';

/** What people are asked, and how to answer: a command for the first of each kind. */
export function waitingText(open: readonly ApprovalItem[], rows: readonly Row[], stays: boolean): string {
  const invoices = new Map(rows.map(({ run, invoice }) => [run, invoice]));
  const kinds = new Map<string, ApprovalItem>();
  for (const item of open) if (!kinds.has(kindOf(item))) kinds.set(kindOf(item), item);
  const command = `node ${relative(process.cwd(), inCheckout('bin/seaworthy.mjs'))}`;
  return [
    `${open.length} wait for people:`,
    ...open.map(
      (item) =>
        `  ${item.id}  ${invoices.get(item.run)?.slice(0, 24).padEnd(24)}  ${item.role}: ${clean(item.title)}${ruleOf(item)}`,
    ),
    stays
      ? 'To see one in full and to decide it, in another terminal:'
      : 'They go on waiting. To see one in full and to decide it, while `npm start` runs in another terminal:',
    `  ${command} approvals --id ${open[0]?.id}`,
    ...[...kinds].map(([kind, item]) => `  ${command} decide ${item.id} ${exampleOf(kind, item)}`),
    'You may be either of two local people, `--as reviewer` or `--as controller`: nobody checks, and the gateway answers this machine only.',
  ].join('\n');
}

function kindOf({ gate, tool }: ApprovalItem): string {
  return gate === 'task' && tool ? 'happened' : gate;
}

function ruleOf({ gate, question }: ApprovalItem): string {
  return gate === 'approval' ? ` (${String((question as { rule?: string }).rule)})` : '';
}

const examples: Record<string, string> = {
  approval: 'approve   # or: deny --reason TEXT',
  question: `answer --answer '{"answer":"Yes."}'`,
  happened: `answer --answer '{"happened":false}'`,
};

/** For a task, an answer of the form that it wants. */
function exampleOf(kind: string, { answerSchema }: ApprovalItem): string {
  return examples[kind] ?? `answer --answer '${JSON.stringify(exampleAnswer(answerSchema))}'`;
}
