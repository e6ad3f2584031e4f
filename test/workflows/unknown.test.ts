// Needs a Temporal dev server and PostgreSQL (stack), and a small system over real sockets.
import type { ApprovalId } from '../../src/contracts/ids';
import { decidedSignal } from '../../src/contracts/messages';
import { startEngine } from '../helpers/engine';
import type { Engine, StartedRun } from '../helpers/engine';
import { eventually } from '../helpers/eventually';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine([]);
  await engine.startWorker();
});
afterAll(() => engine.close());

async function answer(run: StartedRun, said: { happened: boolean; output?: { id: string } }): Promise<void> {
  let approval: ApprovalId | undefined;
  await eventually(async () => {
    const { rows } = await engine.ledger.pool.query<{ id: ApprovalId }>(
      `select id from approvals where run = $1 and status = 'open' and role = 'operator'`,
      [run.run],
    );
    approval = rows[0]?.id;
    return approval !== undefined;
  });
  await engine.decide({
    approval: approval!,
    by: { issuer: 'local', subject: 'reviewer' },
    decision: 'answer',
    reason: 'looked',
    answer: said,
  });
  await run.handle.signal(decidedSignal, { approval: approval! });
}

describe('a blind write whose answer was lost goes to a person', () => {
  it('who says that it happened: it is not sent again', async () => {
    engine.shelf.behave({ path: '/push', loseAnswer: true, times: 1 });
    const run = await engine.start('shelfPush', { item: 'did' });
    await answer(run, { happened: true, output: { id: 'push-seen' } });
    expect(await run.result()).toMatchObject({ end: 'tidied', summary: 'push-seen' });
    expect(engine.shelf.effects.push.filter((item) => item === 'did')).toHaveLength(1);
  });

  it('who says that it did not: it is sent, once', async () => {
    engine.shelf.behave({ path: '/push', delayMs: 5_000, times: 1 });
    const run = await engine.start('shelfPush', { item: 'maybe' });
    await answer(run, { happened: false });
    expect(await run.result()).toMatchObject({ end: 'tidied' });
    expect(engine.shelf.effects.push.filter((item) => item === 'maybe')).toHaveLength(2); // the person was wrong, and only a person can be
  });

  it('whose answer is used once: when the second sending is lost too, the person is asked again', async () => {
    engine.shelf.behave({ path: '/push', loseAnswer: true, times: 2 });
    const run = await engine.start('shelfPush', { item: 'twice-lost' });
    await answer(run, { happened: false });
    await eventually(
      async () => (await engine.kinds(run.run)).filter((kind) => kind === 'approval-asked').length === 2,
    );
    const pushed = (): number => engine.shelf.effects.push.filter((item) => item === 'twice-lost').length;
    expect(pushed()).toBe(2);
    await answer(run, { happened: true, output: { id: 'seen' } });
    expect(await run.result()).toMatchObject({ end: 'tidied', summary: 'seen' });
    expect(pushed()).toBe(2);
  });
});
