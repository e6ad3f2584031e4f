import { camel, inComment, pascal, quoted } from '../names';
import { namesAmount, readsOf, subjectOf, writesOf } from '../workflow-spec';
import type { ReadStep, WorkflowSpec, WriteStep } from '../workflow-spec';

/** `src/workflows/<name>.ts`: the map, and the workflow over it. */
export function workflow(spec: WorkflowSpec): string {
  const { name, trigger, ends } = spec;
  const Type = pascal(name);
  const own = camel(name);
  const reads = readsOf(spec);
  const writes = writesOf(spec);
  const subject = subjectOf(spec);
  const byItself = ['done', ...Object.keys(ends), 'handed-over'].map((end) => `'${end}'`).join(' | ');
  return `import type { ${own}Agent } from '../agents/${name}';
import type { ${Type}Conclusion, ${Type}Input } from '../contracts/${name}';
import type { Ended } from '../contracts/run-result';
import { defineMap, goTo, park } from './engine/map';
import type { Step } from './engine/map';

/** \`${reads.map((read) => read.name).join(' → ')} → judge → (${writes.map((write) => write.name).join(' | ')}) → done\`, when ${inComment(trigger)}. */
export const ${own}Map = defineMap<typeof ${own}Agent>('${name}')({
${map(spec)}
});

type ${Type}Step = Step<typeof ${own}Agent, typeof ${own}Map.steps>;
type ${Type}End = Ended<${byItself}>;

export const ${own} = ${own}Map.implement(
  async (step, input: ${Type}Input): Promise<${Type}End> => {
    const about = input.${subject};
    step.establish('${subject}', about);
${reads.map((read, index) => readCode(read, spec, index)).join('\n')}

    const brief = { input, ${reads.map((read) => `${quoted(read.name)}: ${camel(read.name)}Answer.found`).join(', ')} };
    const conclusion = await conclude(step, await step.reason('judge', brief), input);
    if (!conclusion.sure) step.establish('unsure', true);
    step.decide('decided', conclusion.decision, conclusion.rationale);
    switch (conclusion.decision) {
${writes.map((write) => writeCode(write, subject)).join('\n')}
      default:
        return nothing(step, conclusion.decision, conclusion.rationale);
    }
  },
  { triage: async (step, input, diverted) => byPerson(step, input, diverted.reason, diverted.details) },
);

/** What the agent hands over, a person concludes in its place. */
async function conclude(step: ${Type}Step, proposed: ${Type}Conclusion, input: ${Type}Input): Promise<${Type}Conclusion> {
  if (proposed.decision !== 'hand-over') return proposed;
  return step.ask('triage', { title: 'The agent hands over', details: { input, proposed } });
}

/** Where the way of the map is left, a person settles in the systems what is to be done there. */
async function byPerson(step: ${Type}Step, input: ${Type}Input, title: string, details: unknown): Promise<${Type}End> {
  const { decision, rationale } = await step.ask('triage', { title, details: { input, details } });
  step.decide('decided', decision, rationale);
  return nothing(step, decision, rationale);
}

/** Ends without doing anything in a system. */
function nothing(step: ${Type}Step, decision: ${Type}Conclusion['decision'], why: string): ${Type}End {
  switch (decision) {
${Object.keys(ends)
  .map((end) => `    case '${end}':\n      return step.end('${end}', why);`)
  .join('\n')}
    default:
      return step.end('handed-over', why);
  }
}
`;
}

function map(spec: WorkflowSpec): string {
  const { person, within, exceptions, ends, output, judge } = spec;
  const paths = "onUnavailable: park(), onMalformed: goTo('triage'), onRejected: goTo('triage'),";
  const reads = readsOf(spec);
  const decisions = [...writesOf(spec).map(({ name }) => name), ...Object.keys(ends), 'hand-over'];
  const end = (name: string, purpose: string): string =>
    `${quoted(name)}: { kind: 'end', purpose: ${quoted(purpose)} },`;
  return [
    ...reads.flatMap(({ name, purpose }) => [
      `${quoted(name)}: { kind: 'system', tool: '${camel(name)}', purpose: ${quoted(purpose)}, ${paths} },`,
      `${quoted(`${name}-found`)}: { kind: 'decision', branches: ['found', 'none'], purpose: ${quoted(
        exceptions[name] === undefined ? 'was anything found' : `was anything found; if not: ${exceptions[name]}`,
      )} },`,
    ]),
    `judge: { kind: 'agent', tools: [${reads.map(({ name }) => quoted(camel(name))).join(', ')}], outcome: 'conclusion', purpose: ${quoted(judge)}, onExhausted: goTo('triage'), onUnavailable: park() },`,
    `decided: { kind: 'decision', branches: [${decisions.map(quoted).join(', ')}], purpose: 'what was concluded' },`,
    ...writesOf(spec).map(
      ({ name, purpose }) =>
        `${quoted(name)}: { kind: 'system', tool: '${camel(name)}', purpose: ${quoted(purpose)}, ${paths} onDenied: goTo('denied') },`,
    ),
    `triage: { kind: 'human', role: '${person}', outcome: 'conclusion', purpose: 'a person takes over', within: '${within}', onExpired: goTo('unattended') },`,
    end('done', output),
    ...Object.entries(ends).map(([name, purpose]) => end(name, purpose)),
    end('denied', 'a person refused what was to be done'),
    end('handed-over', 'a person settles it in the systems'),
    end('unattended', 'nobody took it over in time'),
  ].join('\n');
}

function readCode({ name }: ReadStep, spec: WorkflowSpec, index: number): string {
  const subject = subjectOf(spec);
  const variable = `${camel(name)}Answer`;
  const title = spec.exceptions[name] ?? `${name} found nothing`;
  return `
    const ${variable} = await step.call('${name}', { ${subject}: about });
    step.decide('${name}-found', ${variable}.found ? 'found' : 'none', ${variable}.found?.id ?? 'nothing');
    if (!${variable}.found) return byPerson(step, input, ${quoted(title)}, null);${
      index === 0 && namesAmount(spec) ? `\n    step.establish('amount', ${variable}.found.amount);` : ''
    }`;
}

function writeCode({ name, above }: WriteStep, subject: string): string {
  const args = `${subject}: about, ${above === undefined ? '' : 'amount: conclusion.amount, '}reason: conclusion.rationale`;
  return `      case '${name}': {
        const { receipt } = await step.call('${name}', { ${args} });
        return step.end('done', \`${name}: \${receipt}\`, { receipt });
      }`;
}
