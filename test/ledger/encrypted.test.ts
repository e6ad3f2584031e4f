// Needs PostgreSQL (embedded, from the global set-up).
import type { NewEntry } from '../../src/contracts/entry';
import type { ApprovalId, CallId, RunId } from '../../src/contracts/ids';
import { append } from '../../src/ledger/append';
import { beginSending, claimWrite, noteDraft, settleClaim } from '../../src/ledger/claims';
import { decide } from '../../src/ledger/decide';
import { getDocument, putDocument } from '../../src/ledger/documents';
import { openLedger } from '../../src/ledger/ledger';
import type { Ledger } from '../../src/ledger/ledger';
import { listApprovals } from '../../src/ledger/list-approvals';
import { readRun } from '../../src/ledger/list-runs';
import { putQuarantine } from '../../src/ledger/quarantine';
import { readOfCall } from '../../src/ledger/read-call';
import { readEntries } from '../../src/ledger/read-entries';
import { readPolicy } from '../../src/ledger/read-policy';
import { readTranscriptEntries } from '../../src/ledger/read-transcript-entries';
import { registerRun } from '../../src/ledger/register-run';
import { startRun } from '../../src/ledger/start-run';
import { claimSubject } from '../../src/ledger/subjects';
import { verifyRun } from '../../src/ledger/verify-run';
import { auditedLedger, beginRun } from '../helpers/audited-ledger';
import type { AuditedLedger } from '../helpers/audited-ledger';
import { testDataKeys } from '../helpers/keys';
import { rawDatabase } from '../helpers/raw-database';

let audited: AuditedLedger;
let ledger: Ledger;
let count = 0;

beforeAll(async () => {
  audited = await auditedLedger();
  ({ ledger } = audited);
});
afterAll(() => audited.close());

const fence = { temporalRun: 'first', wave: 1, activity: '1', epoch: 1 };
const fact = (source: string, name: string, body: string): NewEntry => ({
  source,
  kind: 'fact-established',
  step: null,
  header: { name },
  body,
});

async function newRun(): Promise<RunId> {
  const run = `run-${++count}` as RunId;
  await startRun(ledger, { id: run, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
  return run;
}

/** As whoever owns the database can. */
async function tamper(statement: string, values: unknown[] = []): Promise<void> {
  const client = await ledger.pool.connect();
  try {
    await client.query('set session_replication_role = replica');
    await client.query(statement, values);
    await client.query('reset session_replication_role');
  } finally {
    client.release();
  }
}

it('nothing that comes from a run is in the database in the clear, and all of it reads as it was', async () => {
  const planted = {
    ...{ person: 'Zwetana Pflanzgut', iban: 'DE02120300000000202051', number: 'PLANT-4711', file: 'pflanzgut.xml' },
    ...{ mail: 'zwetana@pflanzgut.example', starter: 'idp|zwetana', question: 'Where do the seedlings stay?' },
  };
  const run = 'run_planted' as RunId;
  const name = 'invoice-pflanzgut-plant-4711';
  const workflowId = 'invoice-0123456789ab';
  const document = await putDocument(ledger, {
    bytes: Buffer.from(`<Invoice><Name>${planted.person}</Name>${planted.iban}</Invoice>`.repeat(50)),
    mediaType: 'application/xml',
    filename: planted.file,
  });
  const { starter } = planted;
  const started = { id: run, tenant: 'default', starter, temporalRun: 'first', workflow: 'w', workflowId, name };
  await registerRun(ledger, started);
  const approval = `${run}.1.1` as ApprovalId;
  const asked = { gate: 'approval', role: 'lead', tool: 'post', digest: 'd', due: '2030-01-01T00:00:00.000Z' } as const;
  await append(ledger, run, fence, [
    {
      source: 'begin',
      kind: 'run-started',
      step: null,
      header: { workflow: 'w', workflowId, tenant: 'default', agent: 'a', agentVersion: 1 },
      body: { starter },
    },
    fact('w:1', 'contact', planted.mail),
    {
      source: '1:call:x:result',
      kind: 'result',
      step: 'read',
      header: { call: 'x' as CallId, tool: 'readInvoice', outcome: 'done', ms: 1 },
      body: { document, ...planted },
    },
    {
      source: 'call:y:result',
      kind: 'result',
      step: 'read',
      header: { call: 'y' as CallId, tool: 'readInvoice', outcome: 'done', ms: 1 },
      body: planted,
    },
    {
      source: 'w:3',
      kind: 'approval-asked',
      step: 'post',
      header: { approval, ...asked },
      body: { title: planted.person, call: 'post.1' },
    },
  ]);
  const decision = { approval, decision: 'approve', reason: `${planted.person} is fine` } as const;
  await expect(
    decide(ledger, audited.keys, { ...decision, by: { issuer: 'idp', subject: 'zwetana' }, roles: ['lead'] }),
  ).rejects.toMatchObject({ code: 'Approval.NotYours' });
  const by = { issuer: 'idp', subject: planted.mail };
  const decided = await decide(ledger, audited.keys, { ...decision, by, roles: ['lead'] });
  const draw = { subject: planted.person, amount: '1', within: '1 day', ceiling: '5' };
  const write = {
    ...{ run, step: 'post', tool: 'post', key: `${planted.person}/${planted.number}`, call: 'post.1' as CallId },
    ...{ digest: 'd', requestTimeoutMs: 1, scopes: [], limits: { draws: [draw], approved: false } },
  };
  const claim = await claimWrite(ledger, write, fence);
  expect(await noteDraft(ledger, claim, planted.number)).toBe(planted.number);
  await settleClaim(ledger, claim, planted);
  const subject = { tenant: 'default', workflow: 'w', key: planted.number, run, facts: { payable: planted.iban } };
  await claimSubject(ledger, subject);
  const misfit = { system: 'erp', contract: 'POST /invoices', answer: planted.question, drift: [] };
  await putQuarantine(ledger, { run, step: 'post', tool: 'post' }, misfit);

  const raw = await rawDatabase(ledger.pool);
  for (const known of [run, 'readinvoice', 'run-started', document, workflowId]) expect(raw).toContain(known); // it is searched at all
  for (const secret of [...Object.values(planted), name, 'pflanzgut', 'zwetana', 'seedlings'])
    expect(raw).not.toContain(secret.toLowerCase());

  expect(decided.workflowId).toBe(workflowId);
  expect(await readRun(ledger, run)).toMatchObject({ workflowId, name });
  const entries = await readEntries(ledger, run);
  expect(entries[0]).toMatchObject({ header: { workflowId }, body: { starter } });
  expect(entries[2]!.body).toEqual({ document, ...planted });
  expect(await readOfCall(ledger, run, 'y', 'result')).toMatchObject({ body: planted });
  expect((await readPolicy(ledger, run, [])).facts).toEqual({ contact: planted.mail });
  expect(await readTranscriptEntries(ledger, run, { step: 'read', kinds: ['fact-established'] })).toHaveLength(3);
  const [shown] = await listApprovals(ledger, { run, limit: 1 });
  expect(shown).toMatchObject({
    workflowId,
    name,
    asked: { title: planted.person },
    decided: { body: { reason: decision.reason } },
  });
  expect((await claimWrite(ledger, write, fence)).outcome).toEqual(planted);
  const system = { name: 'erp', requestTimeoutMs: 1, settlesWithinMs: 1 };
  expect(await beginSending(ledger, claim, system, [])).toEqual({ type: 'settled', outcome: planted });
  const other = { ...subject, run: 'run_other' as RunId };
  expect(await claimSubject(ledger, other)).toMatchObject({ type: 'again', run });
  expect(await claimSubject(ledger, { ...other, facts: {} })).toMatchObject({ type: 'conflicting', run });
  expect(await getDocument(ledger, document)).toMatchObject({ filename: planted.file, mediaType: 'application/xml' });
  expect((await getDocument(ledger, document)).bytes.toString()).toContain(planted.person);
  expect(await verifyRun(ledger, run)).toMatchObject({ intact: true });
});

it('a run is named once, also where its worker was there first', async () => {
  const run = `run-${++count}` as RunId;
  const started = { id: run, tenant: 'default', starter: 's', temporalRun: 'first', workflow: 'w', workflowId: 'w-1' };
  await startRun(ledger, started);
  expect(await readRun(ledger, run)).toMatchObject({ name: '' });
  for (const name of ['its name', 'another']) await registerRun(ledger, { ...started, name });
  expect(await readRun(ledger, run)).toMatchObject({ name: 'its name' });
});

it('long bodies are stored shorter than they are, short ones a little longer', async () => {
  const run = await newRun();
  const bodies = ['x'.repeat(10_000), 'y'];
  await append(
    ledger,
    run,
    fence,
    bodies.map((body) => fact(body.slice(0, 9), 'n', body)),
  );
  const { rows } = await ledger.pool.query<{ n: number }>(
    'select length(body) as n from entries where run = $1 order by seq',
    [run],
  );
  expect(rows[0]!.n).toBeLessThan(200);
  expect(rows[1]!.n).toBe('"y"'.length + 1 + 12 + 16);
  expect((await readEntries(ledger, run)).map(({ body }) => body)).toEqual(bodies);
});

describe('what was put there without the key, or somewhere else', () => {
  const UNREADABLE = { unreadable: true };
  const facts = [fact('w:1', 'one', 'ours'), fact('w:2', 'two', 'ours too')];

  it.each([
    ['plain text', `update entries set body = '"forged"' where run = $1 and seq = 1`],
    [
      'bytes with a bit changed',
      'update entries set body = set_bit(body, 100, 1 - get_bit(body, 100)) where run = $1 and seq = 1',
    ],
    [
      'another version of the same bytes',
      `update entries set body = set_byte(body, 0, 3 - get_byte(body, 0)) where run = $1 and seq = 1`,
    ],
    [
      'the body of another entry',
      'update entries e set body = o.body from entries o where o.run = e.run and e.run = $1 and e.seq = 1 and o.seq = 2',
    ],
    [
      'the same body of another run',
      `update entries e set body = o.body from entries o where o.run = 'run-twin' and o.seq = 1 and e.run = $1 and e.seq = 1`,
    ],
    ['its own body under another source', `update entries set source = '1:w:9' where run = $1 and seq = 1`],
    [
      'its own body under another header',
      `update entries set header = '{"name":"bankChanged"}' where run = $1 and seq = 1`,
    ],
  ])('does not open: %s', async (_, statement) => {
    const twin = 'run-twin' as RunId;
    await startRun(ledger, { id: twin, tenant: 'default', starter: 's', temporalRun: 'first' });
    await append(ledger, twin, fence, facts);
    const run = await newRun();
    await append(ledger, run, fence, facts);
    await tamper(statement, [run]);
    expect((await readEntries(ledger, run)).map(({ body }) => body)).toEqual([UNREADABLE, 'ours too']);
    const named = { code: 'Ledger.Unreadable' };
    await expect(
      readTranscriptEntries(ledger, run, { step: 'any', kinds: ['fact-established'] }),
    ).rejects.toMatchObject(named);
    await expect(readPolicy(ledger, run, [])).rejects.toMatchObject(named);
  });

  it('nobody decides in a run of which it cannot be told who started it', async () => {
    const run = await beginRun(ledger, `run-${++count}`);
    const approval = `${run}.2` as ApprovalId;
    const header = { approval, gate: 'approval', role: 'lead', tool: 't', digest: 'd' } as const;
    await append(ledger, run, null, [
      {
        source: 'w:9',
        kind: 'approval-asked',
        step: 'post',
        header: { ...header, due: '2030-01-01T00:00:00Z' },
        body: {},
      },
    ]);
    await tamper(`update entries set body = '' where run = $1 and kind = 'run-started'`, [run]);
    await tamper(`update runs set starter = 'local|somebody-else' where id = $1`, [run]);
    const by = { issuer: 'local', subject: 'starter' };
    await expect(
      decide(ledger, audited.keys, { approval, decision: 'approve', reason: '', by, roles: ['lead'] }),
    ).rejects.toMatchObject({ code: 'Ledger.Unreadable' });
  });

  it('a document with other bytes is not taken for it', async () => {
    const [one, other] = await Promise.all(
      ['one', 'other'].map((text) => putDocument(ledger, { bytes: Buffer.from(text), mediaType: 'text/plain' })),
    );
    await tamper('update documents set bytes = (select bytes from documents where id = $2) where id = $1', [
      one,
      other,
    ]);
    await expect(getDocument(ledger, one!)).rejects.toMatchObject({ code: 'Ledger.Unreadable' });
  });
});

describe('documents', () => {
  it('that are the same are one, also when they come at once', async () => {
    const document = { bytes: Buffer.from('the same'), mediaType: 'text/plain' };
    const ids = await Promise.all(Array.from({ length: 8 }, () => putDocument(ledger, document)));
    expect(new Set(ids).size).toBe(1);
    const { rows } = await ledger.pool.query('select 1 from documents where id = $1', [ids[0]]);
    expect(rows).toHaveLength(1);
  });

  it('belong to the runs whose entries name them', async () => {
    const id = await putDocument(ledger, { bytes: Buffer.from('named'), mediaType: 'text/plain' });
    const [one, two] = [await newRun(), await newRun()];
    await append(ledger, one, fence, [fact('w:1', 'n', `it is ${id}`), fact('w:2', 'n', id)]);
    await append(ledger, two, fence, [fact('w:1', 'n', id)]);
    await append(ledger, two, fence, [fact('w:2', 'n', `sha256:${'0'.repeat(64)}`)]); // there is no such document
    const { rows } = await ledger.pool.query('select run from document_runs where document = $1 order by run', [id]);
    expect(rows).toEqual([{ run: one }, { run: two }]);
  });
});

it('without the data keys nothing is read, and nothing crashes that only shows', async () => {
  const run = await beginRun(ledger, `run-${++count}`);
  const others = openLedger(audited.url, (await testDataKeys()).dataKeys);
  expect((await readEntries(others, run))[0]).toMatchObject({ body: { unreadable: true } });
  await expect(readPolicy(others, run, [])).resolves.toMatchObject({ facts: {} });
  await expect(readTranscriptEntries(others, run, { step: 'post', kinds: ['fact-established'] })).rejects.toMatchObject(
    { code: 'Ledger.Unreadable' },
  );
  await others.close();
});
