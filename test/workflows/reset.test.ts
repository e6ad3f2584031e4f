// Needs a Temporal dev server and PostgreSQL (stack), and a small system over real sockets.
import type { ApprovalId } from '../../src/contracts/ids';
import { decidedSignal, decideUpdate } from '../../src/contracts/messages';
import { startEngine } from '../helpers/engine';
import type { Engine } from '../helpers/engine';
import { eventually } from '../helpers/eventually';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine([]);
  await engine.startWorker();
});
afterAll(() => engine.close());

async function waiting(run: string, role: string): Promise<ApprovalId> {
  let approval: ApprovalId | undefined;
  await eventually(async () => {
    const { rows } = await engine.ledger.pool.query<{ id: ApprovalId }>(
      `select a.id from approvals a join runs r on r.id = a.run where a.run = $1 and a.status = 'open' and a.role = $2 and a.id like a.run || '.' || r.incarnation || '.%'`,
      [run, role],
    );
    approval = rows[0]?.id;
    return approval !== undefined;
  });
  return approval!;
}

const reviewer = { issuer: 'local', subject: 'reviewer' };

describe('a run that Temporal resets', () => {
  it('asks an operator before it goes on, and one human decision does not make two postings', async () => {
    const { run, handle } = await engine.start('shelfStore', { item: 'reset', amount: '500' });
    const first = await waiting(run, 'lead');
    await engine.decide({ approval: first, by: reviewer, decision: 'approve', reason: '' });
    await handle.executeUpdate(decideUpdate, { args: [{ approval: first }] });
    await handle.result();
    const committed = (): number =>
      engine.shelf.effects.committed.filter((reference) => reference.includes(run)).length;
    expect(committed()).toBe(1);

    // To before the write: the update that was accepted is replayed into the new run.
    const { events } = await handle.fetchHistory();
    const asked = events!.find((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'act')!;
    const before = events!
      .filter((event) => event.workflowTaskCompletedEventAttributes && Number(event.eventId) < Number(asked.eventId))
      .at(-1)!;
    const { runId } = await engine.client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: handle.workflowId },
      reason: 'for the test',
      requestId: 'reset-1',
      workflowTaskFinishEventId: before.eventId!,
    });
    const again = engine.client.workflow.getHandle(handle.workflowId, runId);

    const question = await waiting(run, 'operator');
    await engine.decide({
      approval: question,
      by: reviewer,
      decision: 'answer',
      reason: '',
      answer: { goOn: true },
    });
    await again.signal(decidedSignal, { approval: question });
    const second = await waiting(run, 'lead');
    expect(second).not.toBe(first);
    await engine.decide({ approval: second, by: reviewer, decision: 'approve', reason: '' });
    await again.signal(decidedSignal, { approval: second });
    expect(await again.result()).toMatchObject({ end: 'tidied' });
    expect(committed()).toBe(1);
    expect(await engine.kinds(run)).toContain('run-reset');
  });
});
