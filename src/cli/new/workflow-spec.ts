import { z } from 'zod';

const Text = z.string().trim().min(1).max(300);

/** Of steps, ends, systems and roles: they become names of files, task queues and functions. */
const Name = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'lower case, digits and single dashes, such as find-order')
  .max(32);

/** Of the input; becomes a property. */
const Field = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9]*$/, 'a letter, then letters and digits, such as order')
  .max(32);

/** Above it a person approves: a plain number, in the currency of the system. */
const Above = z.coerce.string().regex(/^\d{1,15}(\.\d{1,10})?$/, 'a number such as 100, as text');

const Read = z.strictObject({ name: Name, reads: Name, purpose: Text });
const Write = z.strictObject({ name: Name, writes: Name, purpose: Text, above: Above.optional() });

/** What the engine and the generated code use themselves. */
const TAKEN = [
  'probe',
  'http',
  'constructor',
  'judge',
  'decided',
  'triage',
  'done',
  'denied',
  'handed-over',
  'hand-over',
  'unattended',
];
/** Of TypeScript, and of the code that is generated. */
const TAKEN_NAMES =
  /^(break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|import|in|instanceof|new|null|return|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|let|static|await|async|conclude|nothing|park)$/;
const TAKEN_FIELDS = ['amount', 'reason'];

/** A workflow as whoever owns the process tells of it, before any technology. */
export const WorkflowSpec = z
  .strictObject({
    name: Name.describe('the workflow'),
    trigger: Text.describe('what starts it'),
    input: z.record(Field, Text).describe('what it starts with; the first field says what a run is about'),
    output: Text.describe('what there is when it is done'),
    systems: z.record(Name, Text),
    steps: z.array(z.union([Read, Write])).describe('what is looked up, and what may be done, in which system'),
    judge: Text.describe('what the agent works out from what was looked up'),
    ends: z
      .record(Name, Text)
      .default({})
      .describe('what may be decided beside the writes, which does nothing in a system'),
    exceptions: z.record(Name, Text).default({}).describe('what it means where a read finds nothing'),
    person: Name.describe('the role that takes over what the agent cannot or should not'),
    within: z
      .string()
      .regex(/^[1-9]\d* (hours?|days?)$/, 'such as 2 days')
      .default('2 days'),
    approver: Name.describe('the role that approves writes'),
  })
  .superRefine((spec, context) => {
    const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    const reads = readsOf(spec).map(({ name }) => name);
    const writes = writesOf(spec).map(({ name }) => name);
    const names = [...reads, ...reads.map((name) => `${name}-found`), ...writes, ...Object.keys(spec.ends)];
    if (Object.keys(spec.input).length < 2)
      refuse('input', 'needs a field for what a run is about, and one for what is said of it in words');
    if (TAKEN_NAMES.test(spec.name)) refuse('name', `${spec.name} is taken: name the workflow otherwise`);
    if (reads.length === 0) refuse('steps', 'look nothing up: name a step that reads');
    if (writes.length === 0) refuse('steps', 'do nothing: name a step that writes');
    for (const name of names.filter((each, index) => names.indexOf(each) !== index || TAKEN.includes(each)))
      refuse('steps', `${name} is taken: name the step or end otherwise`);
    for (const field of Object.keys(spec.input).filter((each) => TAKEN_FIELDS.includes(each)))
      refuse('input', `${field} is taken: name the field otherwise`);
    for (const { name, system } of stepsOf(spec).filter(({ system }) => !(system in spec.systems)))
      refuse('steps', `${name} is in ${system}, which is none of the systems`);
    for (const system of Object.keys(spec.systems).filter(
      (each) => !stepsOf(spec).some((step) => step.system === each),
    ))
      refuse('systems', `no step is in ${system}`);
    for (const name of Object.keys(spec.exceptions).filter((each) => !reads.includes(each)))
      refuse('exceptions', `${name} is no step that reads`);
  });
export type WorkflowSpec = z.output<typeof WorkflowSpec>;

export interface ReadStep {
  name: string;
  system: string;
  purpose: string;
}
export interface WriteStep extends ReadStep {
  above: string | undefined;
}
type Steps = Pick<WorkflowSpec, 'steps'>;

export function readsOf({ steps }: Steps): ReadStep[] {
  return steps.flatMap((step) => ('reads' in step ? [{ ...step, system: step.reads }] : []));
}

export function writesOf({ steps }: Steps): WriteStep[] {
  return steps.flatMap((step) => ('writes' in step ? [{ ...step, system: step.writes, above: step.above }] : []));
}

export function stepsOf(spec: Steps): ReadStep[] {
  return [...readsOf(spec), ...writesOf(spec)];
}

/** The field of the input that says what a run is about. */
export function subjectOf({ input }: Pick<WorkflowSpec, 'input'>): string {
  return Object.keys(input)[0]!;
}

/** Whether the agent has to name an amount. */
export function namesAmount(spec: Steps): boolean {
  return writesOf(spec).some(({ above }) => above !== undefined);
}
