// Needs a Temporal dev server and PostgreSQL (stack); worker and gateway are real, ERP, mailbox and model are stand-ins over real sockets.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client as Postgres } from 'pg';
import { createClient } from '../../client';
import type { SeaworthyClient } from '../../client';
import { startGateway } from '../../src/gateway/start-gateway';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { openFileKeyRing } from '../../src/integrations/keys/file-key-ring';
import { checkpointFile } from '../../src/ledger/checkpoint-file';
import { Checkpointer } from '../../src/ledger/checkpointer';
import { getDocument } from '../../src/ledger/documents';
import { exportRun } from '../../src/ledger/export-run';
import { openLedger } from '../../src/ledger/ledger';
import { readEntries } from '../../src/ledger/read-entries';
import { searchRuns } from '../../src/ledger/search-runs';
import { verifyExport } from '../../src/ledger/verify-export';
import { Coverage } from '../../src/ledger/verify-coverage';
import { verifyLedger } from '../../src/ledger/verify-ledger';
import { snapshot } from '../../src/ledger/verify-session';
import type { RunId } from '../../src/contracts/ids';
import { textOf } from '../../src/integrations/documents';
import { eventually } from '../helpers/eventually';
import { readSamples, reviewerFor, startInvoiceStack } from '../helpers/invoices';
import type { InvoiceStack } from '../helpers/invoices';
import { backUp, urlOf } from '../helpers/restore-database';

jest.setTimeout(900_000);

/** Straight through, sent back to the supplier, booked before, arithmetic wrong, and the first once more. */
const samples = readSamples().filter(({ file }) => /^(01|05|08|13|15)/.test(file));
const waiting = readSamples().find(({ file }) => file.startsWith('06'))!;
const SELLER = 'Zwillingsbach';

let stack: InvoiceStack;
let gateway: RunningGateway;
let admin: SeaworthyClient;
let starter: SeaworthyClient;
let folder: string;
let keys: Awaited<ReturnType<typeof openFileKeyRing>>;
let checkpointer: Checkpointer;
const runs: Record<string, string> = {};
const workflows: Record<string, string> = {};

const store = () => checkpointFile(path.join(folder, 'checkpoints.ndjson'));
const why = 'the supplier asked to be forgotten';
const opens = async (text: string, ledger = stack.ledger): Promise<string[]> =>
  (await searchRuns(ledger, { matches: (each) => each.includes(text), textOf, after: '', ms: 60_000 })).runs;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'seaworthy-erased-'));
  stack = await startInvoiceStack(samples);
  keys = await openFileKeyRing(stack.env['SEAWORTHY_KEYS']!);
  checkpointer = new Checkpointer(stack.ledger, store(), keys);
  gateway = await startGateway({ ledger: stack.ledger, temporal: stack.client, keys });
  admin = createClient({ url: gateway.url, as: 'controller' });
  await stack.startWorker();
  const review = stack.review(reviewerFor(() => false));
  starter = createClient({ url: gateway.url, as: 'starter' });
  for (const { file, bytes } of samples) {
    const { run, workflowId } = await starter.start('invoice-exceptions', { document: bytes, filename: file });
    await starter.result(run);
    runs[file.slice(0, 2)] = run;
    workflows[file.slice(0, 2)] = workflowId;
  }
  await review.stop();
  await checkpointer.take();
});
afterAll(async () => {
  await gateway.close();
  await stack.close();
  await rm(folder, { recursive: true });
});

it('refuses what the law keeps, and says until when and which', async () => {
  const year = new Date().getFullYear();
  await expect(admin.erase(runs['01']!, { why })).rejects.toMatchObject({
    code: 'Run.Retained',
    message: expect.stringMatching(new RegExp(`until ${year + 8}-12-31 .*§ 147`)) as string,
  });
  expect((await admin.erasure(runs['05']!)).against).toMatchObject({ code: 'Run.Retained' });
  expect((await admin.erasure(runs['05']!)).against!.detail).toContain(`${year + 6}-12-31 (business letters`);
  expect((await admin.run(runs['01']!)).result).toMatchObject({ end: 'posted', output: { currency: 'EUR' } });
});

it('refuses a run that has not ended; cancelled, it may go', async () => {
  const { bytes } = waiting;
  const { run } = await starter.start('invoice-exceptions', { document: bytes });
  expect((await starter.run(run, { waitMs: 30_000 })).status).toBe('waiting');
  await expect(admin.erase(run, { why })).rejects.toMatchObject({ code: 'Run.NotEnded' });
  await starter.cancel(run);
  await starter.result(run, { timeoutMs: 90_000 });
  expect(await admin.erase(run, { why })).toMatchObject({ status: 'ended', erased: { why } });
});

it('refuses under a hold, and says who placed it and why', async () => {
  const hold = await admin.hold({ run: runs['08']!, why: 'dispute with the supplier' });
  await expect(admin.erase(runs['08']!, { why })).rejects.toMatchObject({ code: 'Run.Held' });
  expect(await admin.holds()).toMatchObject([
    { run: runs['08'], by: 'local|controller', why: 'dispute with the supplier' },
  ]);
  await admin.releaseHold(hold.id, { why: 'settled' });
});

it('only an administrator erases or releases', async () => {
  const reviewer = createClient({ url: gateway.url, as: 'reviewer' });
  for (const refused of [
    reviewer.erase(runs['08']!, { why }),
    reviewer.erasure(runs['08']!),
    reviewer.findPerson({ person: SELLER }),
    reviewer.hold({ run: runs['08']!, why }),
    reviewer.releaseHold('hold_x', { why }),
  ])
    await expect(refused).rejects.toMatchObject({ code: 'Role.Missing' });
});

it('finds a person, erases what may be, and nothing of it opens any more, in no backup either', async () => {
  const run = runs['08']!;
  const page = await admin.findPerson({ person: SELLER });
  expect(page).toMatchObject({ next: null, unread: 0, found: [{ run, against: null, documents: 1, erased: null }] });
  const story = await admin.run(run);
  const document = story.documents[0]!.id;
  const others = await Promise.all(['01', '05', '13', '15'].map((file) => admin.run(runs[file]!)));
  expect(await opens(SELLER)).toEqual([run]);
  const copy = await backUp(stack.env['DATABASE_URL']!);

  const done = await Promise.all([
    admin.erase(run, { why, person: SELLER }),
    admin.erase(run, { why: 'the same moment', person: SELLER }),
  ]);
  expect(done[0].erased).toMatchObject({ by: 'local|controller' });
  expect(done[1].erased!.why).toBe(done[0].erased!.why);
  await eventually(async () => (await admin.erasure(run)).erased?.finished ?? false);

  expect(await opens(SELLER)).toEqual([]);
  expect(await admin.findPerson({ person: SELLER })).toMatchObject({ found: [], unread: 0 });
  await expect(admin.document(document)).rejects.toMatchObject({ code: 'Document.Erased' });
  const left = await admin.run(run);
  expect(left).toMatchObject({ name: '(erased)', path: story.path, end: 'duplicate', documents: [] });
  expect(left.result).toMatchObject({ end: 'duplicate', summary: '(erased)' });
  expect(left.timeline).toHaveLength(story.timeline.length);
  expect(JSON.stringify(left).toLowerCase()).not.toContain(SELLER.toLowerCase());

  const backup = openLedger(urlOf(stack.env['DATABASE_URL']!, copy), stack.ledger.keys, { connections: 2 });
  expect(await opens(SELLER, backup)).toEqual([]);
  expect((await readEntries(backup, run as RunId))[0]).toMatchObject({ body: { erased: true } });
  await expect(getDocument(backup, document)).rejects.toMatchObject({ code: 'Document.Erased' });
  expect((await getDocument(backup, others[0]!.documents[0]!.id)).bytes.length).toBeGreaterThan(0);
  await backup.close();
  await drop(copy);

  expect(await Promise.all(['01', '05', '13', '15'].map((file) => admin.run(runs[file]!)))).toEqual(others);
});

it('a document that a kept run names stays when another that names it is erased', async () => {
  const [kept, again] = await Promise.all([admin.run(runs['01']!), admin.run(runs['15']!)]);
  await admin.erase(runs['15']!, { why });
  expect((await admin.document(kept.documents[0]!.id)).length).toBeGreaterThan(0);
  if (again.documents[0]!.id !== kept.documents[0]!.id)
    await expect(admin.document(again.documents[0]!.id)).rejects.toMatchObject({ code: 'Document.Erased' });
});

it('the ledger verifies, and so does the export of an erased run, which says that it is', async () => {
  await checkpointer.take();
  const coverage = await Coverage.ofChain(store(), keys);
  expect(await snapshot(stack.ledger, (client) => verifyLedger(client, { coverage }))).toMatchObject({
    findings: [],
    uncovered: 0,
  });
  const lines: string[] = [];
  const publicKeys = await keys.publicKeys();
  await snapshot(stack.ledger, async (client) => {
    for await (const line of exportRun(client, runs['08']!, { store: store(), verifier: keys, keys: publicKeys }))
      lines.push(JSON.stringify(line));
  });
  const report = await verifyExport(each(lines), publicKeys);
  expect(report).toMatchObject({ findings: [], erased: expect.any(String) as string, uncovered: 0 });
});

it('no file of the data keys holds a key of an erased run', async () => {
  const files = await filesIn(stack.env['SEAWORTHY_DATA_KEYS']!);
  const destroyed = files.filter((text) => text.startsWith('destroyed'));
  expect(destroyed.length).toBeGreaterThanOrEqual(3); // two runs and a document
  for (const text of destroyed) expect(text.trim()).toBe('destroyed');
});

it('what the law kept goes when its time is over', async () => {
  await stack.ledger.pool.query(`update runs set ended_at = ended_at - interval '7 years' where id = $1`, [runs['05']]);
  expect(await admin.erase(runs['05']!, { why })).toMatchObject({ against: null, erased: { finished: true } });
});

it('Temporal forgets it too, and nothing else', async () => {
  const gone = (file: string): Promise<boolean> =>
    stack.client.workflow
      .getHandle(workflows[file]!)
      .describe()
      .then(() => false, isNotFound);
  await eventually(async () => (await gone('08')) && (await gone('15')), 90); // it takes its time
  expect(await gone('01')).toBe(false);
});

async function filesIn(where: string): Promise<string[]> {
  const names = await readdir(where, { recursive: true, withFileTypes: true });
  return Promise.all(
    names.filter((entry) => entry.isFile()).map((entry) => readFile(path.join(entry.parentPath, entry.name), 'utf8')),
  );
}

async function* each(lines: readonly string[]): AsyncIterable<string> {
  yield* lines;
}

function isNotFound(error: unknown): true {
  if ((error as Error).name !== 'WorkflowNotFoundError') throw error;
  return true;
}

async function drop(database: string): Promise<void> {
  const client = new Postgres({ connectionString: urlOf(stack.env['DATABASE_URL']!, 'postgres') });
  await client.connect();
  await client.query(`drop database ${database} with (force)`);
  await client.end();
}
