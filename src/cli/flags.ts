import { Option } from 'commander';
import type { Command } from 'commander';
import { Check } from '../contracts/cases';
import { SeaworthyError } from '../contracts/errors';
import { FlagStatus } from '../contracts/flags';
import type { FlagItem, FlagRequest, ReviewRequest } from '../contracts/flags';
import type { Person, RunStory } from '../contracts/http';
import { asOption } from './as-option';
import { connect } from './connect';
import { duration, print, printJson, printTable, wrap } from './print';

interface Asked {
  as: Person;
  json?: boolean;
}

export function addFlags(program: Command): void {
  const flags = program
    .command('flags')
    .description('what was said to be wrong with outputs, and what reviewers make of it');
  const answered = (command: Command): Command =>
    command.addOption(asOption('reviewer')).option('--json', 'print JSON');
  const reviewed = (command: Command): Command =>
    answered(command.argument('<flag>').requiredOption('--why <text>', 'why'));
  answered(
    flags
      .command('list', { isDefault: true })
      .description('list flags, that which has waited longest first')
      .option('--workflow <name>', 'only of this workflow')
      .addOption(new Option('--status <status>', 'in this state').choices(FlagStatus.options).default('open')),
  ).action(list);
  answered(flags.command('show').description('show a flag, and what became of it').argument('<flag>')).action(show);
  answered(
    flags
      .command('add')
      .description('say what was wrong with an entry of a run')
      .argument('<run>')
      .argument('<entry>', 'its number in the story of the run, or a step: what the agent said last there')
      .argument('<category>', 'such as wrong-amount')
      .option('--right <text>', 'what would have been right')
      .addOption(new Option('--severity <how>', 'how bad').choices(['low', 'medium', 'high']).default('medium')),
  ).action(add);
  answered(flags.command('own').description('take care of a flag').argument('<flag>')).action(own);
  reviewed(flags.command('confirm').description('confirm a flag: what has to hold from now on makes a case of it'))
    .requiredOption('--expect <json>', 'checks, such as [{"check":"concludes","path":"action","is":"query"}]')
    .option('--step <name>', 'the step of the agent, where the flag is about another')
    .option('--category <name>', 'the right category')
    .action(confirm);
  reviewed(flags.command('reject').description('reject a flag')).action(
    (flag: string, { why, ...asked }: Asked & { why: string }) => review(flag, { review: 'rejected', why }, asked),
  );
  reviewed(flags.command('merge').description('merge a flag into another'))
    .requiredOption('--into <flag>', 'the other')
    .action((flag: string, { why, into, ...asked }: Asked & { why: string; into: string }) =>
      review(flag, { review: 'merged', why, into }, asked),
    );
  answered(
    flags
      .command('cases')
      .description('list the cases that candidates are held against')
      .option('--workflow <name>', 'only of this workflow')
      .option('--all', 'those that were retired as well'),
  ).action(cases);
  answered(
    flags
      .command('retire')
      .description('ask a case of no candidate any more')
      .argument('<case>')
      .requiredOption('--why <text>', 'why'),
  ).action(async (id: string, { why, as, json }: Asked & { why: string }) => {
    const retired = await connect(as).retireCase(id, { why });
    if (json) return printJson(retired);
    print(`Case ${id} is retired.`);
  });
}

async function list({ as, json, ...filter }: Asked & { workflow?: string; status: FlagStatus }): Promise<void> {
  const page = await connect(as).flags({ ...filter, limit: 100 });
  if (json) return printJson(page);
  if (page.flags.length === 0) return print(`No flag is ${filter.status}.`);
  printTable(
    [
      ['flag', 42],
      ['what', 30],
      ['step', 12],
      ['age', 9],
      ['owner', 18],
    ],
    page.flags.map(({ id, category, severity, step, ageMs, owner }) => [
      id,
      `${category} (${severity})`,
      step ?? '',
      duration(ageMs),
      owner ?? 'nobody',
    ]),
  );
  if (page.next) print(`These are the oldest hundred; ${page.open} are open in all.`);
}

async function show(id: string, { as, json }: Asked): Promise<void> {
  const flag = await connect(as).flagged(id);
  if (json) return printJson(flag);
  tell(flag);
}

async function add(
  run: string,
  entry: string,
  category: string,
  { right, severity, as, json }: Asked & { right?: string; severity: FlagRequest['severity'] },
): Promise<void> {
  const client = connect(as);
  const seq = /^\d+$/.test(entry) ? Number(entry) : lastThoughtIn(entry, await client.run(run));
  const flag = await client.flag(run, { entry: seq, category, severity, correction: right ?? '' });
  if (json) return printJson(flag);
  print(`${flag.id} is in the ledger.`);
}

/** @throws SeaworthyError `Input.Invalid` */
function lastThoughtIn(step: string, { timeline }: RunStory): number {
  const thought = timeline.findLast((item) => item.kind === 'thought' && item.step === step);
  if (thought) return thought.seq;
  const steps = [...new Set(timeline.flatMap((item) => (item.kind === 'thought' ? (item.step ?? []) : [])))];
  throw new SeaworthyError(
    'Input.Invalid',
    `${step} is neither the number of an entry nor a step in which an agent thought; ${steps.length > 0 ? `there it was ${steps.join(', ')}` : 'none did in this run'}.`,
  );
}

async function own(id: string, { as, json }: Asked): Promise<void> {
  const flag = await connect(as).ownFlag(id);
  if (json) return printJson(flag);
  print(`${flag.owner} takes care of it. \`seaworthy flags confirm ${id} --why … --expect …\` makes a case of it.`);
}

async function confirm(
  id: string,
  { why, expect, step, category, ...asked }: Asked & { why: string; expect: string; step?: string; category?: string },
): Promise<void> {
  const checks = checksIn(expect);
  const made = { expect: checks, ...(step ? { step } : {}) };
  await review(id, { review: 'confirmed', why, case: made, ...(category ? { category } : {}) }, asked);
}

async function review(id: string, request: ReviewRequest, { as, json }: Asked): Promise<void> {
  const flag = await connect(as).reviewFlag(id, request);
  if (json) return printJson(flag);
  tell(flag);
  if (flag.case)
    print('`seaworthy guidance propose` says what is to be done otherwise; `seaworthy prove` shows whether it helps.');
}

async function cases({ as, json, ...filter }: Asked & { workflow?: string; all?: boolean }): Promise<void> {
  const items = await connect(as).cases(filter);
  if (json) return printJson(items);
  if (items.length === 0) return print('No cases: confirm a flag to make one.');
  printTable(
    [
      ['case', 42],
      ['run', 30],
      ['step', 12],
      ['has to hold', 40],
    ],
    items.map(({ id, run, step, expect }) => [id, run, step, expect ? JSON.stringify(expect) : '(erased)']),
  );
}

/** @throws SeaworthyError `Input.Invalid` */
function checksIn(text: string): Check[] {
  try {
    return Check.array().min(1).parse(JSON.parse(text));
  } catch {
    throw new SeaworthyError(
      'Input.Invalid',
      '--expect: a JSON list of checks, such as [{"check":"concludes","path":"action","is":"query"}]; docs/feedback.md has them all.',
    );
  }
}

function tell(flag: FlagItem): void {
  const { id, status, category, severity, run, entry, step, by, origin, correction, owner, ageMs, reviewed } = flag;
  print(`${id}  ${status}`);
  print(`  ${category} (${severity}), entry ${entry} of ${run}${step ? `, step ${step}` : ''}`);
  print(`  by ${by}${origin === 'person' ? '' : ` (${origin})`}, owner ${owner ?? 'nobody'}, age ${duration(ageMs)}`);
  if (correction) print(wrap(`right: ${correction}`, '  '));
  if (reviewed) print(wrap(`${reviewed.by}: ${reviewed.why}`, '  '));
  if (flag.mergedInto) print(`  merged into ${flag.mergedInto}`);
  if (flag.case) print(`  became ${flag.case}`);
}
