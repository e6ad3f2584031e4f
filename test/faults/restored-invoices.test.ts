// Needs a Temporal dev server (stack) and a PostgreSQL of its own, whose data directory is copied and put back; ERP, mailbox and model are stand-ins over real sockets.
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rename } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ApprovalId } from '../../src/contracts/ids';
import { decidedSignal } from '../../src/contracts/messages';
import { freePort } from '../../src/integrations/local-process/with-port';
import { startEmbeddedPostgres } from '../../src/integrations/postgres/start-embedded-postgres';
import type { EmbeddedPostgres } from '../../src/integrations/postgres/start-embedded-postgres';
import { decide } from '../../src/ledger/decide';
import { listApprovals } from '../../src/ledger/list-approvals';
import { readEntries } from '../../src/ledger/read-entries';
import { verifyRun } from '../../src/ledger/verify-run';
import { eventually } from '../helpers/eventually';
import { readSamples, reviewerFor, startInvoiceStack } from '../helpers/invoices';
import type { InvoiceRun, InvoiceStack } from '../helpers/invoices';
import { everyRole } from '../helpers/keys';

const shared = process.env['SEAWORTHY_TEST_DATABASE_URL']!;
const samples = readSamples().filter(({ file }) => /^(01|02|03|04|10|12)/.test(file));
const answer = reviewerFor(() => false);

let dir: string;
let port: number;
let server: EmbeddedPostgres;
let stack: InvoiceStack;
beforeAll(async () => {
  dir = await mkdtemp(path.join(process.env['SEAWORTHY_TEST_FOLDER']!, 'restored-'));
  await chmod(dir, 0o711); // as root, PostgreSQL runs as another user
  port = await freePort();
  server = await start();
  process.env['SEAWORTHY_TEST_DATABASE_URL'] = server.url;
  stack = await startInvoiceStack(samples);
  await stack.startWorker();
}, 900_000);
afterAll(async () => {
  await stack.close();
  process.env['SEAWORTHY_TEST_DATABASE_URL'] = shared;
  await server.close();
});

const start = (): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ dir: path.join(dir, 'postgres'), port, durable: false });

/** With owners and rights. */
async function copy(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to]);
}

/** Does something to the data directory while nobody uses it. */
async function offline(work: (data: string) => Promise<void>): Promise<void> {
  await server.close();
  await work(path.join(dir, 'postgres', 'data'));
  server = await start();
}

async function statuses(): Promise<Record<string, string>> {
  const { rows } = await stack.ledger.pool.query<{ id: string; status: string }>('select id, status from runs');
  return Object.fromEntries(rows.map(({ id, status }) => [id, status]));
}

async function decideAll(): Promise<void> {
  for (const asked of await listApprovals(stack.ledger, { status: 'open', limit: 100 })) {
    const by = { issuer: 'local', subject: 'reviewer' };
    const approval = asked.id as ApprovalId;
    await decide(stack.ledger, stack.keys, { approval, by, roles: everyRole, ...answer(asked) });
    await stack.client.workflow.getHandle(asked.workflowId).signal(decidedSignal, { approval });
  }
}

/** What kind of failure the run's activity waits with. */
async function pending({ handle }: InvoiceRun): Promise<string | undefined> {
  const { pendingActivities } = await stack.client.workflowService.describeWorkflowExecution({
    namespace: 'default',
    execution: { workflowId: handle.workflowId },
  });
  return pendingActivities?.[0]?.lastFailure?.applicationFailureInfo?.type ?? undefined;
}

const isOpen = async ({ handle }: InvoiceRun): Promise<boolean> => (await handle.describe()).status.name === 'RUNNING';

it('a database put back to an older state: every invoice under way stops as Ledger.Behind, nothing is done twice, and the later state lets all end', async () => {
  const runs: InvoiceRun[] = [];
  for (const sample of samples) runs.push(await stack.start(sample));
  const settled = async (): Promise<boolean> => {
    const now = Object.values(await statuses());
    return now.length === runs.length && now.every((status) => status === 'waiting' || status === 'ended');
  };
  await eventually(settled, 120);
  const backup = path.join(dir, 'backup');
  await offline((data) => copy(data, backup));

  // From here on postings are asked for and held back, so that some are claimed and in the middle of it.
  stack.erp.faults.set([{ match: { method: 'POST', path: '/invoices' }, kind: '429', retryAfter: '1' }]);
  await eventually(async () => (await statuses()) && true); // the pool has found the server again
  await decideAll();
  const held = async (run: InvoiceRun): Promise<boolean> => {
    const entries = await readEntries(stack.ledger, run.run);
    return entries.some(({ kind, header }) => kind === 'write-claimed' && header.tool === 'postInvoice');
  };
  await eventually(async () => {
    const now = await statuses();
    const open = await Promise.all(
      runs.map(async (run) => now[run.run] === 'ended' || now[run.run] === 'waiting' || (await held(run))),
    );
    return open.every(Boolean);
  }, 120);
  const open: InvoiceRun[] = [];
  for (const run of runs) if (await isOpen(run)) open.push(run);
  const claimed = (await Promise.all(open.map(held))).filter(Boolean).length;
  expect(claimed).toBeGreaterThan(0);

  const questions = await listApprovals(stack.ledger, { status: 'open', limit: 100 });
  const later = path.join(dir, 'later');
  await offline(async (data) => {
    await rename(data, later);
    await copy(backup, data);
  });
  const done = () => ({
    books: stack.erp.books().counts,
    mails: stack.mailbox.messages().map(({ messageId, deliveries }) => [messageId, deliveries]),
    answers: stack.model.calls().filter((call) => call.answered).length,
  });
  const before = done();
  stack.erp.faults.set([]); // whoever posted now would be let
  for (const { workflowId, id } of questions)
    await stack.client.workflow.getHandle(workflowId).signal(decidedSignal, { approval: id });
  for (const run of open) await eventually(async () => (await pending(run)) === 'Ledger.Behind', 120);
  expect(done()).toEqual(before);

  await offline(async (data) => {
    await rename(data, path.join(dir, 'older'));
    await rename(later, data);
  });
  await eventually(async () => (await statuses()) && true);
  for (const run of open)
    for (const type of ['act', 'takeDecision', 'reason', 'record'])
      await stack.client.workflowService
        .resetActivity({
          namespace: 'default',
          execution: { workflowId: run.handle.workflowId },
          type,
          identity: 'test',
        })
        .catch(() => undefined); // it waits for another kind
  const review = stack.review(answer);
  const ends = await Promise.all(runs.map((run) => run.result()));
  await review.stop();
  const { vouchers, doubles, drafts } = stack.erp.books();
  expect(doubles).toEqual([]);
  expect(drafts).toEqual([]);
  expect(vouchers).toHaveLength(ends.filter(({ end }) => ['posted', 'short-paid'].includes(end)).length);
  for (const { run } of runs) expect(await verifyRun(stack.ledger, run)).toMatchObject({ intact: true });
}, 900_000);
