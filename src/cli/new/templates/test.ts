import { quoted } from '../names';
import { namesAmount, readsOf, subjectOf, writesOf } from '../workflow-spec';
import type { WorkflowSpec } from '../workflow-spec';

/** `test/workflows/<name>.test.ts`: the ways that the stand-ins know. */
export function test(spec: WorkflowSpec): string {
  const { name } = spec;
  const [first] = writesOf(spec);
  const reads = readsOf(spec).map((read) => `'${read.name}', '${read.name}-found'`);
  const [end] = Object.keys(spec.ends);
  const conclusion = `{ decision: 'hand-over', ${namesAmount(spec) ? "amount: '0', " : ''}sure: true, rationale: 'by hand' }`;
  const path = `[${reads.join(', ')}, 'judge', 'decided', '${first!.name}', 'done']`;
  return `// Needs a Temporal dev server and PostgreSQL (stack); the systems and the model are stand-ins over real sockets.
import { startWorkflowStack } from '../helpers/workflow-stack';
import type { WorkflowStack } from '../helpers/workflow-stack';

let stack: WorkflowStack;
beforeAll(async () => {
  stack = await startWorkflowStack('${name}');
}, 60_000);
afterAll(() => stack.close());

const input = (about: string, wish: string): object => (${inputOf(spec)});

it('goes straight through: ${first!.name}', async () => {
  const run = await stack.start(input('1001', ${quoted(first!.name)}));${first!.above === undefined ? "\n  await stack.decide(run, { decision: 'approve', reason: 'looked at' });" : ''}
  expect(await run.result()).toMatchObject({ end: 'done', path: ${path} });
});

it('does nothing that a person refuses', async () => {
  const run = await stack.start(input('1002', ${quoted(first!.name)}));
  await stack.decide(run, { decision: 'deny', reason: 'not so' });
  expect(await run.result()).toMatchObject({ end: 'denied' });
});

it('gives to a person what no system knows', async () => {
  const run = await stack.start(input('unheard-of', ${quoted(first!.name)}));
  await stack.decide(run, { decision: 'answer', reason: '', answer: ${conclusion} });
  expect(await run.result()).toMatchObject({ end: 'handed-over', path: ['${readsOf(spec)[0]!.name}', '${readsOf(spec)[0]!.name}-found', 'triage', 'decided', 'handed-over'] });
});
${
  end
    ? `
it('ends without doing anything where that is decided', async () => {
  const run = await stack.start(input('1001', ${quoted(end)}));
  expect(await run.result()).toMatchObject({ end: '${end}' });
});
`
    : ''
}
`;
}

function inputOf(spec: WorkflowSpec): string {
  const subject = subjectOf(spec);
  const fields = Object.keys(spec.input).map((field) => (field === subject ? `${field}: about` : `${field}: wish`));
  return `{ ${fields.join(', ')} }`;
}
