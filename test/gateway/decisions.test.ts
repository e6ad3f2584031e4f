// Needs a Temporal dev server and PostgreSQL (stack).
import type { Decision } from '../../client';
import { startGateway } from '../../src/gateway/start-gateway';
import type { ApprovalId, RunId } from '../../src/contracts/ids';
import { readEntries } from '../../src/ledger/read-entries';
import { verifyRun } from '../../src/ledger/verify-run';
import { eventually } from '../helpers/eventually';
import { openOffice } from './office';
import type { Office } from './office';
import { bought } from './workflows/paper-agent';

let office: Office;
let count = 0;
const number = (): string => `d${++count}`;

beforeAll(async () => {
  office = await openOffice();
  await office.worker();
});
afterAll(() => office.close());

describe('a question', () => {
  it('shows the exact arguments and how to decide', async () => {
    const { run, approval } = await office.order({ number: 'd0', amount: '250.00' });
    const item = await office.client.approval(approval);
    expect(item).toMatchObject({
      run,
      workflow: 'order-paper',
      name: 'paper-d0',
      gate: 'approval',
      step: 'buy',
      role: 'lead',
      tool: 'buy',
      title: 'Approve buy',
      args: { number: 'd0', amount: '250.00' },
      status: 'open',
      approvers: 1,
      approved: 0,
      yours: true,
      decisions: ['approve', 'deny', 'edit', 'delegate'],
      argsSchema: { type: 'object', required: ['number', 'amount'] },
    });
    expect(item.digest).toMatch(/^[0-9a-f]{64}$/);
    expect((await office.client.approvals({ role: 'lead' })).map(({ id }) => id)).toContain(approval);
    expect((await office.client.approvals({ role: 'chief' })).map(({ id }) => id)).not.toContain(approval);
  });
});

describe('an approval', () => {
  it('lets one of two who decide at once win, the other is told', async () => {
    const { run, approval } = await office.order({ number: number(), amount: '250' });
    const outcomes = await Promise.allSettled([
      office.as('reviewer').decide(approval, { decision: 'approve' }, { wait: true }),
      office.as('controller').decide(approval, { decision: 'deny' }, { wait: true }),
    ]);
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(lost).toHaveLength(1);
    expect(lost[0]!.reason).toMatchObject({ code: 'Approval.Decided' });
    await office.client.result(run);
    const entries = await readEntries(office.ledger, run as RunId);
    expect(entries.filter(({ kind }) => kind === 'decided')).toHaveLength(1);
    expect(await verifyRun(office.ledger, run as RunId)).toMatchObject({ intact: true });
  });

  it('cannot be given by whoever started the run', async () => {
    const { approval } = await office.order({ number: number(), amount: '250' });
    await expect(office.as('starter').decide(approval, { decision: 'approve' })).rejects.toMatchObject({
      code: 'Approval.NotYours',
    });
    expect(await office.client.approval(approval)).toMatchObject({ status: 'open' });
  });

  it('that is denied ends the run where the map says, with the reason', async () => {
    const { run, approval } = await office.order({ number: 'denied', amount: '250' });
    await office.client.decide(approval, { decision: 'deny', reason: 'too dear' });
    expect(await office.client.result(run)).toMatchObject({ end: 'refused' });
    expect(bought).not.toContainEqual(expect.objectContaining({ number: 'denied' }));
    expect(await office.client.approval(approval)).toMatchObject({
      status: 'taken',
      decided: { decision: 'deny', by: 'local|reviewer', reason: 'too dear' },
    });
  });

  it('that is edited needs somebody else for the new arguments, and is done with those', async () => {
    const { run, approval } = await office.order({ number: 'edited', amount: '250' });
    const args = { number: 'edited', amount: '120.00' };
    const { status } = await office.as('controller').decide(approval, { decision: 'edit', args }, { wait: true });
    expect(status).toBe('taken');
    await eventually(async () => (await office.client.run(run)).approvals.length > 0);
    const next = await office.client.approval((await office.client.run(run)).approvals[0]!);
    expect(next).toMatchObject({ args, gate: 'approval', yours: true });
    expect(await office.as('controller').approval(next.id)).toMatchObject({ yours: false });
    await expect(office.as('controller').decide(next.id, { decision: 'approve' })).rejects.toMatchObject({
      code: 'Approval.NotYours',
    });
    await office.client.decide(next.id, { decision: 'approve' });
    expect(await office.client.result(run)).toMatchObject({ end: 'done' });
    expect(bought).toContainEqual(args);
  });

  it('is not for those who have another role, and can be delegated to them for this question', async () => {
    const { run, approval } = await office.order({ number: number(), way: 'choose' });
    const answer = { buy: true, note: 'ok' };
    const decide = () => office.as('controller').decide(approval, { decision: 'answer', answer });
    await expect(decide()).rejects.toMatchObject({ code: 'Approval.WrongRole' });
    const { status } = await office.client.decide(approval, { decision: 'delegate', to: 'controller' });
    expect(status).toBe('counted');
    expect(await office.as('controller').approval(approval)).toMatchObject({ yours: true });
    await decide();
    expect(await office.client.result(run)).toMatchObject({ end: 'done' });
    const refused = (await readEntries(office.ledger, run as RunId)).filter(({ kind }) => kind === 'decision-refused');
    expect(refused).toMatchObject([{ header: { reason: 'wrong-role', entry: 0 }, body: { by: 'local|controller' } }]);
  });

  it.each<[string, Decision, RegExp]>([
    ['a delegation to nobody', { decision: 'delegate' }, /^to: /],
    ['a delegate where nothing is delegated', { decision: 'approve', to: 'controller' }, /^to: /],
    ['an edit without arguments', { decision: 'edit' }, /^args: /],
    ['an edit whose arguments do not fit', { decision: 'edit', args: { number: 'x', amount: 1.5 } }, /^args\.amount: /],
    ['arguments where nothing is edited', { decision: 'approve', args: {} }, /^args: /],
    ['an answer where approval is wanted', { decision: 'answer', answer: {} }, /^decision: /],
  ])('refuses %s and stays open', async (_name, decision, detail) => {
    const { approval } = await office.order({ number: number(), amount: '250' });
    await expect(office.client.decide(approval, decision)).rejects.toMatchObject({
      code: 'Input.Invalid',
      detail: expect.stringMatching(detail) as string,
    });
    expect(await office.client.approval(approval)).toMatchObject({ status: 'open' });
  });

  it('of a run that was cancelled meanwhile is void', async () => {
    const { run, approval } = await office.order({ number: number(), amount: '250' });
    expect(await office.client.cancel(run)).toEqual({ status: 'cancelling' });
    expect(await office.client.result(run)).toMatchObject({ end: 'cancelled' });
    expect(await office.client.approval(approval)).toMatchObject({ status: 'void' });
    await expect(office.client.decide(approval, { decision: 'approve' })).rejects.toMatchObject({
      code: 'Approval.Decided',
    });
    expect(await office.client.cancel(run)).toEqual({ status: 'ended' });
  });

  it('that nobody asked for is unknown', async () => {
    await expect(office.client.decide('run_x.1.1', { decision: 'approve' })).rejects.toMatchObject({
      code: 'Approval.Unknown',
    });
  });
});

describe('other questions', () => {
  it('a task takes an answer of its outcome, from the starter too', async () => {
    const { run, approval } = await office.order({ number: number(), way: 'choose' });
    expect(await office.client.approval(approval)).toMatchObject({ gate: 'task', decisions: ['answer', 'delegate'] });
    await expect(
      office.client.decide(approval, { decision: 'answer', answer: { buy: 'yes', note: '' } }),
    ).rejects.toMatchObject({ code: 'Input.Invalid', detail: expect.stringMatching(/^answer\.buy: /) as string });
    await office.as('starter').decide(approval, { decision: 'answer', answer: { buy: true, note: 'ok' } });
    expect(await office.client.result(run)).toMatchObject({ end: 'done', summary: 'ok' });
  });

  it('a question that a tool put takes what the tool would have returned', async () => {
    const { run, approval } = await office.order({ number: number(), way: 'ask' });
    expect(await office.client.approval(approval)).toMatchObject({
      gate: 'question',
      args: { question: 'Which paper?' },
      answerSchema: { properties: { answer: { type: 'string' } } },
    });
    await expect(office.client.decide(approval, { decision: 'answer', answer: 'A4' })).rejects.toMatchObject({
      code: 'Input.Invalid',
    });
    await office.client.decide(approval, { decision: 'answer', answer: { answer: 'A4' } });
    expect(await office.client.result(run)).toMatchObject({ output: { answer: 'A4' } });
  });

  it('whether a write happened is answered with what the system gave', async () => {
    const { run, approval } = await office.order({ number: number(), way: 'wire' });
    const item = await office.client.approval(approval);
    expect(item).toMatchObject({ gate: 'task', role: 'operator', args: { amount: '1' } });
    await expect(
      office.as('controller').decide(approval, { decision: 'answer', answer: { happened: true } }),
    ).rejects.toMatchObject({ detail: expect.stringMatching(/^answer\.output/) as string });
    const answer = { happened: true, output: { receipt: 'seen' } };
    await office.as('controller').decide(approval, { decision: 'answer', answer });
    expect(await office.client.result(run)).toMatchObject({ output: { receipt: 'seen' } });
  });
});

describe('a decision', () => {
  const by = { issuer: 'local', subject: 'reviewer' };

  it('whose signal was lost is delivered by the outbox', async () => {
    const { run, approval } = await office.order({ number: number(), amount: '250' });
    await office.decide({ approval: approval as ApprovalId, decision: 'approve', by, reason: '' });
    expect(await office.client.result(run, { timeoutMs: 90_000 })).toMatchObject({ end: 'done' });
  });

  it('is written once, however many decide at once', async () => {
    const { approval } = await office.order({ number: number(), amount: '250' });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) =>
        office.decide({
          approval: approval as ApprovalId,
          decision: i % 2 ? 'approve' : 'deny',
          by: { ...by, subject: `person-${i}` },
          reason: '',
        }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'Approval.Decided' });
  });

  it('survives that no worker is there: it is accepted, and taken later', async () => {
    const lonely = await openOffice();
    try {
      const worker = await lonely.worker();
      const { run, approval } = await lonely.order({ number: number(), amount: '250' });
      await worker.stop();
      const received = await lonely.client.decide(approval, { decision: 'approve' }, { wait: true });
      expect(received).toMatchObject({ status: 'accepted', run });
      await lonely.worker();
      expect(await lonely.client.result(run, { timeoutMs: 90_000 })).toMatchObject({ end: 'done' });
    } finally {
      await lonely.close();
    }
  });

  it('reaches a run only once when two gateways redeliver', async () => {
    await office.secondGateway();
    const { run, approval } = await office.order({ number: number(), amount: '250' });
    await office.decide({ approval: approval as ApprovalId, decision: 'approve', by, reason: '' });
    await eventually(async () => (await office.client.run(run)).status === 'ended');
    const entries = await readEntries(office.ledger, run as RunId);
    expect(entries.filter(({ kind }) => kind === 'decision-taken')).toHaveLength(1);
  });
});

it('a gateway with unchecked people does not listen for others', async () => {
  const { ledger, temporal, keys } = office;
  await expect(startGateway({ ledger, temporal, keys, host: '0.0.0.0' })).rejects.toMatchObject({
    code: 'Config.Invalid',
  });
});
