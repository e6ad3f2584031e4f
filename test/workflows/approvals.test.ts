// Needs a Temporal dev server and PostgreSQL (stack), a scripted model and a small system over real sockets.
import type { ApprovalId } from '../../src/contracts/ids';
import { decidedSignal, decideUpdate } from '../../src/contracts/messages';
import type { DecisionMade } from '../../src/ledger/decide';
import { readEntries } from '../../src/ledger/read-entries';
import { startEngine } from '../helpers/engine';
import type { Engine, StartedRun } from '../helpers/engine';
import { eventually } from '../helpers/eventually';

const reviewer = { issuer: 'local', subject: 'reviewer' };
const store = { tool: 'store', args: { item: 'large', amount: '500' } };

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ 'case-store': [{ calls: [store] }, { conclude: { note: 'done' } }] });
  await engine.startWorker();
});
afterAll(() => engine.close());

async function openApproval({ run }: StartedRun): Promise<ApprovalId> {
  let id: string | undefined;
  await eventually(async () => {
    const { rows } = await engine.ledger.pool.query<{ id: string }>(
      `select id from approvals where run = $1 and status = 'open'`,
      [run],
    );
    id = rows[0]?.id;
    return id !== undefined;
  });
  return id as ApprovalId;
}

async function decideAndSignal(
  run: StartedRun,
  approval: ApprovalId,
  decision: Partial<DecisionMade> & Pick<DecisionMade, 'decision'>,
): Promise<void> {
  await engine.decide({ approval, by: reviewer, reason: 'for the test', ...decision });
  await run.handle.signal(decidedSignal, { approval });
}

const commits = ({ run }: StartedRun): number =>
  engine.shelf.effects.committed.filter((reference) => reference.includes(run)).length;

describe('an approval', () => {
  it('that is given: the write is made, once', async () => {
    const run = await engine.start('shelfStore', { amount: '500' });
    const approval = await openApproval(run);
    expect(commits(run)).toBe(0);
    await decideAndSignal(run, approval, { decision: 'approve' });
    expect(await run.result()).toMatchObject({ end: 'tidied', path: ['kind', 'store', 'tidied'] });
    expect(commits(run)).toBe(1);
  });

  it('that is refused: the declared path, and no write', async () => {
    const run = await engine.start('shelfStore', { amount: '500' });
    await decideAndSignal(run, await openApproval(run), { decision: 'deny' });
    expect(await run.result()).toMatchObject({ end: 'refused', summary: 'for the test' });
    expect(commits(run)).toBe(0);
  });

  it('with other arguments: those are judged and used', async () => {
    const run = await engine.start('shelfStore', { item: 'before', amount: '500' });
    await decideAndSignal(run, await openApproval(run), { decision: 'edit', args: { item: 'after', amount: '90' } });
    expect(await run.result()).toMatchObject({ end: 'tidied' });
    expect(engine.shelf.effects.committed.filter((reference) => reference.includes(run.run))).toEqual([
      expect.stringMatching(/\/after$/),
    ]);
  });

  it('for a call of the model, refused: the model is told why and goes on', async () => {
    const run = await engine.start('shelfAgentRun', { marker: 'case-store' });
    await decideAndSignal(run, await openApproval(run), { decision: 'deny' });
    expect(await run.result()).toMatchObject({ end: 'tidied' });
    const result = (await readEntries(engine.ledger, run.run)).find(({ kind }) => kind === 'result');
    expect(result).toMatchObject({
      header: { outcome: 'denied' },
      body: { error: 'A person refused this: for the test' },
    });
    expect(commits(run)).toBe(0);
  });

  it('for a call of the model, given: the write is made, once', async () => {
    const run = await engine.start('shelfAgentRun', { marker: 'case-store' });
    await decideAndSignal(run, await openApproval(run), { decision: 'approve' });
    expect(await run.result()).toMatchObject({ end: 'tidied' });
    expect(commits(run)).toBe(1);
  });

  it('asked of a person in the place of a step: the answer is its outcome', async () => {
    engine.shelf.behave({ path: '/items/none', status: 422 });
    const run = await engine.start('shelfGet', { item: 'none' });
    await decideAndSignal(run, await openApproval(run), {
      decision: 'answer',
      answer: { note: 'found it behind the shelf' },
    });
    expect(await run.result()).toMatchObject({
      end: 'tidied',
      summary: 'found it behind the shelf',
      path: ['get', 'help', 'tidied'],
    });
  });
});

describe('by Update, for a caller who waits', () => {
  it('answers when the run has taken the decision up', async () => {
    const run = await engine.start('shelfStore', { amount: '500' });
    const approval = await openApproval(run);
    await engine.decide({ approval, by: reviewer, reason: '', decision: 'approve' });
    expect(await run.handle.executeUpdate(decideUpdate, { args: [{ approval }] })).toEqual({ taken: true });
    expect(await run.result()).toMatchObject({ end: 'tidied' });
  });

  it('unknown, malformed and already decided ones are rejected without an event', async () => {
    const run = await engine.start('shelfAgentRun', { marker: 'case-store' });
    const approval = await openApproval(run);
    const events = async (): Promise<number> => (await run.handle.fetchHistory()).events!.length;
    const update = (args: unknown): Promise<unknown> => run.handle.executeUpdate('decide', { args: [args] });
    // At rest: the deadline's timer runs, and telling people is done.
    await eventually(async () => {
      const { events: all } = await run.handle.fetchHistory();
      const done = all!.filter((event) => event.activityTaskCompletedEventAttributes).length;
      const scheduled = all!.filter((event) => event.activityTaskScheduledEventAttributes).length;
      return (
        all!.some((event) => event.timerStartedEventAttributes) &&
        done === scheduled &&
        !!all!.at(-1)!.workflowTaskCompletedEventAttributes
      );
    });
    const before = await events();
    await expect(update({ approval: 'another' })).rejects.toMatchObject({ cause: { type: 'Approval.Unknown' } });
    await expect(update(null)).rejects.toMatchObject({ cause: { type: 'Approval.Unknown' } });
    await expect(update({ approval: { $ne: 1 } })).rejects.toMatchObject({ cause: { type: 'Approval.Unknown' } });
    expect(await events()).toBe(before);
    await decideAndSignal(run, approval, { decision: 'approve' });
    await run.result();
  });
});

describe('a signal from anyone', () => {
  it.each([
    ['no payload', []],
    ['null', [null]],
    ['text', ['approve']],
    ['a forged approval', [{ approval: 'another' }]],
    ['too much', [{ approval: 'x'.repeat(100_000), decision: 'approve', by: 'chief' }]],
  ])('%s neither wedges nor decides', async (_, args) => {
    const run = await engine.start('shelfStore', { amount: '500' });
    const approval = await openApproval(run);
    await run.handle.signal('decided', ...(args as [never]));
    await run.handle.signal('no-such-signal', ...(args as [never]));
    expect(commits(run)).toBe(0);
    await decideAndSignal(run, approval, { decision: 'approve' });
    expect(await run.result()).toMatchObject({ end: 'tidied' });
    expect(commits(run)).toBe(1);
  });

  it('that names the right approval decides nothing without a decision in the ledger', async () => {
    const run = await engine.start('shelfStore', { amount: '500' });
    const approval = await openApproval(run);
    for (let i = 0; i < 5; i++) await run.handle.signal(decidedSignal, { approval });
    expect(commits(run)).toBe(0);
    await decideAndSignal(run, approval, { decision: 'deny' });
    expect(await run.result()).toMatchObject({ end: 'refused' });
  });

  it.each([
    ['JSON that is none', { encoding: 'json/plain' }, '{not json'],
    ['in plain text', { encoding: 'json/plain' }, '{"approval":"another"}'],
    ['encrypted, without a key', { encoding: 'binary/encrypted' }, 'x'.repeat(100)],
    ['encrypted, and empty', { encoding: 'binary/encrypted', 'encryption-key': 'master-1.AAAA' }, ''],
    ['encrypted by a key of its own', { encoding: 'binary/encrypted', 'encryption-key': 'mine.AAAA' }, 'x'.repeat(100)],
  ])('%s does not wedge the run', async (_, metadata, data) => {
    const run = await engine.start('shelfStore', { amount: '500' });
    const approval = await openApproval(run);
    await engine.client.workflowService.signalWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: run.handle.workflowId },
      signalName: 'decided',
      input: {
        payloads: [
          {
            metadata: Object.fromEntries(Object.entries(metadata).map(([name, text]) => [name, Buffer.from(text)])),
            data: Buffer.from(data),
          },
        ],
      },
    });
    await decideAndSignal(run, approval, { decision: 'approve' });
    expect(await run.result()).toMatchObject({ end: 'tidied' });
    expect(commits(run)).toBe(1);
  });
});

describe('silence', () => {
  it('leads to whom it is escalated to, and then to the declared default, never to approval', async () => {
    const run = await engine.start('shelfHurried');
    await openApproval(run);
    expect(await run.result()).toMatchObject({ end: 'unattended', path: ['hurried', 'unattended'] });
    const kinds = await engine.kinds(run.run);
    expect(kinds.filter((kind) => kind.startsWith('approval'))).toEqual([
      'approval-asked',
      'approval-escalated',
      'approval-defaulted',
    ]);
  });
});
