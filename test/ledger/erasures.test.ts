// Needs PostgreSQL (embedded, from the global set-up).
import type { NewEntry } from '../../src/contracts/entry';
import type { RunId } from '../../src/contracts/ids';
import { append } from '../../src/ledger/append';
import { getDocument, keepDocuments, putDocument } from '../../src/ledger/documents';
import { eraseRun, finishErasure, listUnfinished, readErasable } from '../../src/ledger/erasures';
import { listHolds, placeHold, releaseHold } from '../../src/ledger/holds';
import { openLedger } from '../../src/ledger/ledger';
import { OPERATIONS } from '../../src/ledger/operations';
import { readEntries } from '../../src/ledger/read-entries';
import { readTranscriptEntries } from '../../src/ledger/read-transcript-entries';
import { claimSubject } from '../../src/ledger/subjects';
import { verifyLedger } from '../../src/ledger/verify-ledger';
import { snapshot } from '../../src/ledger/verify-session';
import { auditedLedger, beginRun, grow } from '../helpers/audited-ledger';
import type { AuditedLedger } from '../helpers/audited-ledger';

let audited: AuditedLedger;
let count = 0;

beforeAll(async () => {
  audited = await auditedLedger();
});
afterAll(() => audited.close());

const note = { by: 'local|controller', why: 'asked to' };
const anyway = (): void => undefined;
const forgotten = (): Promise<'deleted'> => Promise.resolve('deleted');

async function endedRun(): Promise<RunId> {
  const run = await beginRun(audited.ledger, `run-${++count}`);
  const end: NewEntry = {
    source: 'w:9',
    kind: 'run-ended',
    step: null,
    header: { end: 'done' },
    body: { summary: 's' },
  };
  await append(audited.ledger, run, null, [end]);
  return run;
}

const store = (text: string) => putDocument(audited.ledger, { bytes: Buffer.from(text), mediaType: 'text/plain' });

/** What operators did to a run, by kind. */
const operationsOn = async (run: string) =>
  (await readEntries(audited.ledger, OPERATIONS)).filter(({ header }) => (header as { run?: string }).run === run);

async function erase(run: string, ledger = audited.ledger): Promise<void> {
  await eraseRun(ledger, { run, ...note }, anyway);
  await finishErasure(ledger, run, forgotten);
}

it('an erased run reads as erased, its numbers and seals stand, and those beside it are as they were', async () => {
  const [run, other] = [await endedRun(), await endedRun()];
  const before = await readEntries(audited.ledger, other);
  await audited.checkpointer.take();
  await erase(run);
  const entries = await readEntries(audited.ledger, run);
  expect(entries.map(({ body }) => body)).toEqual(expect.arrayContaining([{ erased: true }]));
  expect(JSON.stringify(entries)).not.toContain('I think');
  await expect(readTranscriptEntries(audited.ledger, run, { kinds: ['thought'] })).rejects.toMatchObject({
    code: 'Run.Erased',
  });
  await expect(grow(audited.ledger, run, ['more'])).rejects.toMatchObject({ code: 'Run.Erased' });
  expect(await readEntries(audited.ledger, other)).toEqual(before);
  const report = await snapshot(audited.ledger, (client) => verifyLedger(client, {}));
  expect(report.findings).toEqual([]);
  expect(await readErasable(audited.ledger, run)).toMatchObject({
    erased: { ...note, finished: true },
    status: 'ended',
  });
  expect(await operationsOn(run)).toMatchObject([
    { kind: 'run-erased', body: note },
    { kind: 'erasure-finished', header: { documents: 0, temporal: 'deleted' } },
  ]);
});

it('erased twice at once is erased once, by whoever was first', async () => {
  const run = await endedRun();
  await Promise.all(Array.from({ length: 6 }, () => erase(run)));
  expect((await operationsOn(run)).map(({ kind }) => kind)).toEqual(['run-erased', 'erasure-finished']);
});

it('whom it was about is kept as a digest only', async () => {
  const run = await endedRun();
  await eraseRun(audited.ledger, { run, ...note, person: 'zwetana pflanzgut' }, anyway);
  const [entry] = await operationsOn(run);
  expect(entry!.body).toEqual({ ...note, person: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
});

it('what is against it stands against it: nothing is changed', async () => {
  const run = await endedRun();
  const against = eraseRun(audited.ledger, { run, ...note }, ({ wrote, holds }) => {
    throw new Error(`${wrote.join()} ${holds}`);
  });
  await expect(against).rejects.toThrow('t 0'); // claimed, and no result says that nothing was written
  expect(await readErasable(audited.ledger, run)).toMatchObject({ erased: null });
  expect(await operationsOn(run)).toEqual([]);
  await expect(eraseRun(audited.ledger, { run: OPERATIONS, ...note }, anyway)).rejects.toMatchObject({
    code: 'Run.Unknown',
  });
});

it('a write that was refused is none', async () => {
  const run = await endedRun();
  const header = { call: `${run}.c` as never, tool: 't', outcome: 'rejected', ms: 1 } as const;
  await append(audited.ledger, run, null, [{ source: 'r', kind: 'result', step: 'post', header, body: {} }]);
  expect((await readErasable(audited.ledger, run)).wrote).toEqual([]);
});

describe('holds', () => {
  it('are counted, each until it is released', async () => {
    const run = await endedRun();
    const [one, two] = [await placeHold(audited.ledger, run, note), await placeHold(audited.ledger, run, note)];
    expect(await readErasable(audited.ledger, run)).toMatchObject({ holds: 2 });
    await releaseHold(audited.ledger, one.id, { by: 'local|controller', why: 'settled' });
    expect(await listHolds(audited.ledger, { run, all: false })).toEqual([two]);
    expect(await listHolds(audited.ledger, { run, all: true })).toMatchObject([
      two,
      { ...one, released: { why: 'settled' } },
    ]);
    await expect(releaseHold(audited.ledger, one.id, note)).rejects.toMatchObject({ code: 'Hold.Unknown' });
    expect((await operationsOn(run)).map(({ kind }) => kind)).toEqual(['hold-placed', 'hold-placed', 'hold-released']);
  });

  it('cannot be placed on what is not there any more', async () => {
    const run = await endedRun();
    await erase(run);
    await expect(placeHold(audited.ledger, run, note)).rejects.toMatchObject({ code: 'Run.Erased' });
    await expect(placeHold(audited.ledger, 'run-none', note)).rejects.toMatchObject({ code: 'Run.Unknown' });
  });

  it('placed while somebody erases come before it or too late, never in between', async () => {
    for (let n = 0; n < 10; n++) {
      const run = await endedRun();
      const [held, erased] = await Promise.allSettled([
        placeHold(audited.ledger, run, note),
        eraseRun(audited.ledger, { run, ...note }, ({ holds }) => {
          if (holds > 0) throw new Error('held');
        }),
      ]);
      expect([held.status, erased.status].sort()).toEqual(['fulfilled', 'rejected']);
    }
  });
});

describe('documents', () => {
  it('go with the last run that names them, and can then be stored anew', async () => {
    const [one, two] = [await endedRun(), await endedRun()];
    const [shared, own] = [await store('shared'), await store('own')];
    await keepDocuments(audited.ledger, one, [shared, own]);
    await keepDocuments(audited.ledger, two, [shared]);
    expect((await readErasable(audited.ledger, one)).documents).toBe(1);
    await erase(one);
    await expect(getDocument(audited.ledger, own)).rejects.toMatchObject({ code: 'Document.Erased' });
    expect((await getDocument(audited.ledger, shared)).bytes.toString()).toBe('shared');
    await erase(two);
    await expect(getDocument(audited.ledger, shared)).rejects.toMatchObject({ code: 'Document.Erased' });
    const again = await store('shared');
    expect(again).not.toBe(shared);
    expect((await getDocument(audited.ledger, again)).bytes.toString()).toBe('shared');
  });

  it('that another run is just being told to keep are kept, or refused to it', async () => {
    for (let n = 0; n < 10; n++) {
      const [one, two] = [await endedRun(), await endedRun()];
      const document = await store(`raced ${n}`);
      await keepDocuments(audited.ledger, one, [document]);
      const [kept] = await Promise.allSettled([keepDocuments(audited.ledger, two, [document]), erase(one)]);
      const read = await Promise.allSettled([getDocument(audited.ledger, document)]);
      expect(read[0].status).toBe(kept.status);
    }
  });
});

it('the subject is free again', async () => {
  const [one, two] = [await endedRun(), await endedRun()];
  const claim = (run: RunId) =>
    claimSubject(audited.ledger, { tenant: 'default', workflow: 'w', key: 'acme 4711', run, facts: {} });
  await claim(one);
  expect(await claim(two)).toMatchObject({ type: 'again' });
  await erase(one);
  expect(await claim(two)).toEqual({ type: 'first' });
});

it('what was resolved and not finished is found and finished', async () => {
  const run = await endedRun();
  const broken = {
    ...audited.ledger,
    keys: { ...audited.ledger.keys, destroy: () => Promise.reject(new Error('away')) },
  };
  await expect(erase(run, broken)).rejects.toThrow('away');
  await expect(
    eraseRun(audited.ledger, { run, ...note }, () => {
      throw new Error('asked again');
    }),
  ).resolves.toBeUndefined();
  expect(await listUnfinished(audited.ledger, 100)).toContain(run);
  await finishErasure(audited.ledger, run, forgotten);
  expect(await listUnfinished(audited.ledger, 100)).not.toContain(run);
});

it('as a gateway it works, and a worker or auditor can neither erase, nor hold, nor forget', async () => {
  const logins = ['gateway', 'worker', 'auditor'].map((role) => ({ role, login: `erasing_${role}_${Date.now()}` }));
  const ledgers = new Map<string, typeof audited.ledger>();
  for (const { role, login } of logins) {
    await audited.ledger.pool.query(`create role ${login} login password 'x' in role seaworthy_${role}`);
    const url = Object.assign(new URL(audited.url), { username: login, password: 'x' });
    ledgers.set(role, openLedger(url.href, audited.ledger.keys, { connections: 2 }));
  }
  const run = await endedRun();
  const document = await store('of the gateway');
  await keepDocuments(audited.ledger, run, [document]);
  try {
    for (const role of ['worker', 'auditor']) {
      const ledger = ledgers.get(role)!;
      await expect(placeHold(ledger, run, note)).rejects.toThrow('permission denied');
      await expect(ledger.pool.query(`insert into erasures (run, made) values ($1, '')`, [run])).rejects.toThrow(
        'permission denied',
      );
      await expect(ledger.pool.query('select forget_run($1)', [run])).rejects.toThrow('permission denied');
    }
    const gateway = ledgers.get('gateway')!;
    await expect(gateway.pool.query('select forget_run($1)', [run])).rejects.toThrow('not in erasures');
    await expect(gateway.pool.query('delete from erasures')).rejects.toThrow('permission denied');
    const held = await placeHold(gateway, run, note);
    await releaseHold(gateway, held.id, note);
    await erase(run, gateway);
    await expect(getDocument(gateway, document)).rejects.toMatchObject({ code: 'Document.Erased' });
  } finally {
    for (const ledger of ledgers.values()) await ledger.close();
    for (const { login } of logins) await audited.ledger.pool.query(`drop owned by ${login}; drop role ${login}`);
  }
});
