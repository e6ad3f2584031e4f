// Needs a Temporal dev server and PostgreSQL (stack), a scripted model and a small system over real sockets; databases are copied and swapped.
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow';
import { openLedger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { verifyRun } from '../../src/ledger/verify-run';
import { decidedSignal } from '../../src/contracts/messages';
import type { ApprovalId } from '../../src/contracts/ids';
import { cutBack } from '../helpers/cut-back';
import { startEngine } from '../helpers/engine';
import type { Engine, StartedRun } from '../helpers/engine';
import { eventually } from '../helpers/eventually';
import { backUp, restore, urlOf } from '../helpers/restore-database';
import { freshDatabase } from '../helpers/stack';

const work = (item: string) => [
  { calls: [{ tool: 'fetch', args: { item: `${item}-before`, bytes: 10 } }] },
  { calls: [{ tool: 'store', args: { item, amount: '5' } }] },
  { calls: [{ tool: 'fetch', args: { item: `${item}-after`, bytes: 10 } }] },
  { conclude: { note: 'done' } },
];
const tooFast = { status: 429, retryAfter: 1 };
const reviewer = { issuer: 'local', subject: 'reviewer' };

let engine: Engine;
let url: string;
beforeAll(async () => {
  engine = await startEngine({ 'case-older': work('older'), 'case-lost': work('lost') });
  url = engine.env['DATABASE_URL']!;
  await engine.startWorker();
});
afterAll(() => engine.close());

const committed = (item: string): number =>
  engine.shelf.effects.committed.filter((reference) => reference.endsWith(`/${item}`)).length;
const thoughts = (marker: string): number =>
  engine.model.calls().filter(({ request }) => JSON.stringify(request).includes(marker)).length;

/** What Temporal UI shows of the activity that the run waits for. */
async function pending(workflowId: string): Promise<{ type: string; message: string; attempt: number } | undefined> {
  const { pendingActivities } = await engine.client.workflowService.describeWorkflowExecution({
    namespace: 'default',
    execution: { workflowId },
  });
  const [activity] = pendingActivities ?? [];
  const failure = activity?.lastFailure;
  if (!failure) return undefined;
  const decoded = await decodeOptionalFailureToOptionalError(engine.client.options.loadedDataConverter, failure);
  return {
    type: failure.applicationFailureInfo?.type ?? '',
    message: decoded?.message ?? '',
    attempt: activity.attempt ?? 0,
  };
}

async function stopped({ handle }: StartedRun): Promise<void> {
  await eventually(async () => (await pending(handle.workflowId))?.type === 'Ledger.Behind', 60);
}

/** Does not wait for the minute to be over. */
async function tryAgain({ handle }: StartedRun, type: string): Promise<void> {
  await engine.client.workflowService.resetActivity({
    namespace: 'default',
    execution: { workflowId: handle.workflowId },
    type,
    identity: 'test',
  });
}

/** Until the shelf has been asked for an item and said that it is too fast. */
async function held(item: string, started: () => Promise<StartedRun | void>) {
  const release = engine.shelf.behave({ path: `/items/${item}`, ...tooFast });
  const arrived = engine.shelf.arrived(`/items/${item}`);
  const run = await started();
  await arrived;
  return { run, release };
}

describe('a ledger that is restored to an older state', () => {
  it('stops its runs: nothing is thought or written again, and the later state lets them end', async () => {
    const { run, release } = await held('older-before', () => engine.start('shelfAgentRun', { marker: 'case-older' }));
    const backup = await backUp(url);
    const after = await held('older-after', async () => release());
    expect(committed('older')).toBe(1);
    const paid = thoughts('case-older');
    const later = await restore(url, backup);
    after.release();
    await stopped(run!);
    expect((await pending(run!.handle.workflowId))?.message).toMatch(
      /has seen entry \d+, which is not in the ledger: there it ends at \d+\..*Restore/,
    );
    const entries = (await engine.kinds(run!.run)).length;
    await tryAgain(run!, 'act');
    await eventually(async () => ((await pending(run!.handle.workflowId))?.attempt ?? 0) > 1);
    await stopped(run!);
    expect(await engine.kinds(run!.run)).toHaveLength(entries);
    expect([committed('older'), thoughts('case-older')]).toEqual([1, paid]);

    await restore(url, later);
    await tryAgain(run!, 'act');
    expect(await run!.result()).toMatchObject({ end: 'tidied', summary: 'done' });
    expect(committed('older')).toBe(1);
    expect(await verifyRun(engine.ledger, run!.run)).toMatchObject({ intact: true });
  });

  it('stops a write between two attempts, though the workflow has not heard of its claim', async () => {
    const release = engine.shelf.behave({ path: '/drafts', status: 429, retryAfter: 1 });
    const asked = engine.shelf.arrived('/drafts');
    const run = await engine.start('shelfStore', { item: 'between' });
    await asked;
    await eventually(async () => (await engine.kinds(run.run)).includes('resumed'));
    const drafts = engine.shelf.effects.drafts.length;
    // As if the backup were from before the claim.
    const backup = await backUp(url);
    const copy = openLedger(urlOf(url, backup), undefined);
    await cutBack(copy, run.run, (await engine.kinds(run.run)).indexOf('write-claimed'));
    await copy.close();
    const later = await restore(url, backup);
    release();
    await stopped(run);
    expect(engine.shelf.effects.drafts).toHaveLength(drafts);
    await restore(url, later);
    await tryAgain(run, 'act');
    expect(await run.result()).toMatchObject({ end: 'tidied' });
    expect(committed('between')).toBe(1);
  });

  it('or lost: after a reset in Temporal the run asks an operator, and finds what it wrote', async () => {
    const { run, release } = await held('lost-before', () => engine.start('shelfAgentRun', { marker: 'case-lost' }));
    const after = await held('lost-after', async () => release());
    const empty = await freshDatabase();
    const ledger = openLedger(empty.url, undefined);
    await migrate(ledger);
    await ledger.close();
    await restore(url, new URL(empty.url).pathname.slice(1));
    after.release();
    await stopped(run!);
    expect((await pending(run!.handle.workflowId))?.message).toContain('the run is not there');

    const { events } = await run!.handle.fetchHistory();
    const first = events!.find((event) => event.workflowTaskCompletedEventAttributes)!;
    const { runId } = await engine.client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: run!.handle.workflowId },
      reason: 'no backup',
      requestId: 'lost',
      workflowTaskFinishEventId: first.eventId!,
    });
    const again = engine.client.workflow.getHandle(run!.handle.workflowId, runId);
    let question: ApprovalId | undefined;
    await eventually(async () => {
      const { rows } = await engine.ledger.pool.query<{ id: ApprovalId }>(
        `select id from approvals where run = $1 and status = 'open' and role = 'operator'`,
        [run!.run],
      );
      question = rows[0]?.id;
      return question !== undefined;
    });
    await engine.decide({ approval: question!, by: reviewer, decision: 'answer', reason: '', answer: { goOn: true } });
    await again.signal(decidedSignal, { approval: question! });
    expect(await again.result()).toMatchObject({ end: 'tidied', summary: 'done' });
    expect(committed('lost')).toBe(1);
    expect(engine.shelf.effects.drafts.filter((reference) => reference.endsWith('/lost'))).toHaveLength(1);
    expect((await engine.kinds(run!.run)).slice(0, 2)).toEqual(['run-started', 'run-reset']);
  });
});
