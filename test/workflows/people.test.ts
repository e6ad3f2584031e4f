// Needs a Temporal dev server and PostgreSQL (stack), and a small system over real sockets.
import type { ApprovalId } from '../../src/contracts/ids';
import { decidedSignal } from '../../src/contracts/messages';
import { calendars } from '../../src/agents/calendars';
import { dueAfter, workingMs } from '../../src/agents/working-time';
import type { DecisionMade } from '../../src/ledger/decide';
import { readEntries } from '../../src/ledger/read-entries';
import { startEngine } from '../helpers/engine';
import type { Engine, StartedRun } from '../helpers/engine';
import { eventually } from '../helpers/eventually';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine([]);
  await engine.startWorker();
});
afterAll(() => engine.close());

interface Open {
  id: ApprovalId;
  due_at: Date;
  asked_at: Date;
  approved: number;
}

/** The newest question of the run that is open, with this number at its end. */
async function question({ run }: StartedRun, nth = 1): Promise<Open> {
  let open: Open | undefined;
  await eventually(async () => {
    const { rows } = await engine.ledger.pool.query<Open>(
      `select id, due_at, asked_at, approved from approvals where id = $1 and status = 'open'`,
      [`${run}.1.${nth}`],
    );
    return (open = rows[0]) !== undefined;
  });
  return open!;
}

async function says(
  run: StartedRun,
  person: string,
  approval: ApprovalId,
  made: Partial<DecisionMade> & Pick<DecisionMade, 'decision'>,
): Promise<number> {
  const by = { issuer: 'local', subject: person };
  const { missing } = await engine.decide({ approval, by, reason: '', ...made });
  await run.handle.signal(decidedSignal, { approval });
  return missing;
}

const committed = ({ run }: StartedRun): string[] =>
  engine.shelf.effects.committed.filter((reference) => reference.includes(run));

describe('four eyes', () => {
  it('two different people approve; one alone, once or twice, does not', async () => {
    const run = await engine.start('shelfStore', { amount: '5000' });
    const { id } = await question(run);
    expect(await says(run, 'one', id, { decision: 'approve' })).toBe(1);
    await expect(says(run, 'one', id, { decision: 'approve' })).rejects.toMatchObject({ code: 'Approval.Decided' });
    expect(await question(run)).toMatchObject({ approved: 1 });
    expect(committed(run)).toEqual([]);
    expect(await says(run, 'two', id, { decision: 'approve' })).toBe(0);
    expect(await run.result()).toMatchObject({ end: 'tidied' });
    expect(committed(run)).toHaveLength(1);
  });

  it('one who denies closes it at once, whoever approved before', async () => {
    const run = await engine.start('shelfStore', { amount: '5000' });
    const { id } = await question(run);
    await says(run, 'one', id, { decision: 'approve' });
    await says(run, 'two', id, { decision: 'deny', reason: 'no' });
    expect(await run.result()).toMatchObject({ end: 'refused', summary: 'no' });
    expect(committed(run)).toEqual([]);
  });

  it('an edit voids what was signed before, and its author cannot approve it', async () => {
    const run = await engine.start('shelfStore', { item: 'before', amount: '5000' });
    const { id } = await question(run);
    await says(run, 'one', id, { decision: 'approve' });
    await says(run, 'author', id, { decision: 'edit', args: { item: 'after', amount: '4000' } });
    const { id: next } = await question(run, 2);
    await expect(says(run, 'author', next, { decision: 'approve' })).rejects.toMatchObject({
      code: 'Approval.NotYours',
    });
    expect(await says(run, 'two', next, { decision: 'approve' })).toBe(1);
    expect(committed(run)).toEqual([]);
    await says(run, 'one', next, { decision: 'approve' });
    expect(await run.result()).toMatchObject({ end: 'tidied' });
    expect(committed(run)).toEqual([expect.stringMatching(/\/after$/)]);
  });

  it('a delegate decides in the place of another, who may still decide too', async () => {
    const run = await engine.start('shelfStore', { amount: '5000' });
    const { id } = await question(run);
    const decide = () => says(run, 'temp', id, { decision: 'approve', roles: [] });
    await expect(decide()).rejects.toMatchObject({ code: 'Approval.WrongRole' });
    await says(run, 'one', id, { decision: 'delegate', to: 'local|temp' });
    await expect(says(run, 'temp', id, { decision: 'delegate', to: 'local|friend', roles: [] })).rejects.toMatchObject({
      code: 'Approval.WrongRole',
    });
    expect(await decide()).toBe(1);
    expect(await says(run, 'one', id, { decision: 'approve' })).toBe(0);
    expect(await run.result()).toMatchObject({ end: 'tidied' });
  });
});

describe('until somebody decides', () => {
  it('people are reminded, and it is recorded', async () => {
    const run = await engine.start('shelfStore', { amount: '950' });
    const { id } = await question(run);
    await new Promise((resolve) => setTimeout(resolve, 2_500)); // it is about time that passes
    await says(run, 'one', id, { decision: 'approve' });
    await run.result();
    const reminded = (await readEntries(engine.ledger, run.run)).filter(({ kind }) => kind === 'approval-reminded');
    expect(reminded.length).toBeGreaterThanOrEqual(2);
  });

  it('a deadline counts working days where the rule says so', async () => {
    const run = await engine.start('shelfStore', { amount: '960' });
    const { id, due_at, asked_at } = await question(run);
    const { business } = calendars;
    const due = dueAfter(business, asked_at, workingMs(business, '2 days'));
    expect(Math.abs(due_at.getTime() - due.getTime())).toBeLessThan(60_000);
    await says(run, 'one', id, { decision: 'deny' });
    await run.result();
  });
});

it("a person's word on a write that got lost counts once: lost again, it is asked again", async () => {
  engine.shelf.behave({ path: '/push', loseAnswer: true, times: 2 });
  const run = await engine.start('shelfPush', { item: 'twice' });
  await says(run, 'op', (await question(run)).id, { decision: 'answer', answer: { happened: false } });
  const { id } = await question(run, 2);
  await says(run, 'op', id, { decision: 'answer', answer: { happened: true, output: { id: 'seen' } } });
  expect(await run.result()).toMatchObject({ end: 'tidied', summary: 'seen' });
  expect(engine.shelf.effects.push.filter((item) => item === 'twice')).toHaveLength(2);
});
