import { camel, pascal, quoted } from '../names';
import { namesAmount, readsOf, stepsOf, subjectOf, writesOf } from '../workflow-spec';
import type { ReadStep, WorkflowSpec, WriteStep } from '../workflow-spec';

/** `src/agents/<name>/tools.ts`: what the workflow and the agent may do, and which of it a person approves. */
export function tools(spec: WorkflowSpec): string {
  const { name } = spec;
  const Type = pascal(name);
  const amount = namesAmount(spec);
  const systems = [...new Set(stepsOf(spec).map(({ system }) => system))];
  return `${amount ? "import Decimal from 'decimal.js';\n" : ''}import { z } from 'zod';
import type { ApprovalRule } from '../../contracts/activities';
${amount ? "import { Amount } from '../../contracts/amount';\n" : ''}import { personal } from '../../contracts/personal';
import { ${Type}Record } from '../../contracts/${name}';
import { defineTool } from '../define-tool';
import type { RunFacts } from '../define-tool';
${systems.map((system) => `import { ${camel(system)}System } from '../systems/${system}';`).join('\n')}

${about(spec)}

${approvals(spec)}

export const tools = {
${readsOf(spec)
  .map((step) => read(step, spec))
  .join('\n')}
${writesOf(spec)
  .map((step) => write(step, spec))
  .join('\n')}
};
`;
}

function about(spec: WorkflowSpec): string {
  const subject = subjectOf(spec);
  return `/** What the run is about, and nothing else. */
const ofItsRun = (args: { ${subject}: string }, facts: RunFacts): boolean =>
  facts['${subject}'] === undefined || facts['${subject}'] === args.${subject};`;
}

function approvals(spec: WorkflowSpec): string {
  const { approver } = spec;
  const rule = `{ rule, role: '${approver}', within: '2 days', calendar: 'business', reminders: 'every 4 hours' }`;
  const some = writesOf(spec).some(({ above }) => above === undefined);
  const amount = namesAmount(spec);
  return [
    `/** Nobody's silence ever approves. */\nconst approvedFor = (rule: string): ApprovalRule => (${rule});`,
    ...(some
      ? [
          `/** Whatever it is about. */\nconst eachTime = (_: object, facts: RunFacts): ApprovalRule =>\n  approvedFor(facts['unsure'] ? 'unsure' : 'each-time');`,
        ]
      : []),
    ...(amount
      ? [
          `/** More than so much, more than a system knows of, or what the agent is not sure of. */
const above =
  (limit: string) =>
  ({ amount }: { amount: string }, facts: RunFacts): ApprovalRule | false => {
    const known = facts['amount'];
    if (typeof known !== 'string' || new Decimal(amount).gt(known)) return approvedFor('more-than-known');
    if (facts['unsure']) return approvedFor('unsure');
    return new Decimal(amount).gt(limit) && approvedFor('limit');
  };`,
        ]
      : []),
  ].join('\n\n');
}

function read({ name, system, purpose }: ReadStep, spec: WorkflowSpec): string {
  const subject = subjectOf(spec);
  const Type = pascal(spec.name);
  return `  ${camel(name)}: defineTool({
    system: ${camel(system)}System,
    effect: 'read',
    permission: '${system}.${name}',
    description: ${quoted(`${sentence(purpose)} Finds null where there is none.`)},
    input: z.object({ ${subject}: z.string().max(100) }),
    output: z.object({ found: ${Type}Record.nullable() }),
    about: ofItsRun,
    run: async (args, client, call) => ({ found: await client.${camel(name)}(args.${subject}, call) }),
  }),`;
}

function write({ name, system, purpose, above }: WriteStep, spec: WorkflowSpec): string {
  const subject = subjectOf(spec);
  return `  ${camel(name)}: defineTool({
    system: ${camel(system)}System,
    effect: 'write',
    write: 'idempotent',
    permission: '${system}.${name}',
    description: ${quoted(sentence(purpose))},
    input: z.object({ ${subject}: z.string().max(100), ${above === undefined ? '' : 'amount: Amount, '}reason: personal('text').max(4000) }),
    output: z.object({ receipt: z.string() }),
    about: ofItsRun,
    key: (args) => args.${subject},
    approval: ${above === undefined ? 'eachTime' : `above('${above}')`},
    run: (args, client, call) => client.${camel(name)}(args, call.reference, call),
  }),`;
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
}
