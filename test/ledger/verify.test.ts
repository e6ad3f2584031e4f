// Needs PostgreSQL (embedded, from the global set-up).
import { createReadStream } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { verifierOf } from '../../src/integrations/keys/verifier-of';
import { Checkpointer } from '../../src/ledger/checkpointer';
import { putDocument } from '../../src/ledger/documents';
import { exportRun } from '../../src/ledger/export-run';
import { Coverage } from '../../src/ledger/verify-coverage';
import { verifyExport } from '../../src/ledger/verify-export';
import type { ExportReport } from '../../src/ledger/verify-export';
import { verifyLedger } from '../../src/ledger/verify-ledger';
import type { Report, Scope } from '../../src/ledger/verify-ledger';
import { snapshot } from '../../src/ledger/verify-session';
import { auditedLedger, beginRun, grow } from '../helpers/audited-ledger';
import type { AuditedLedger } from '../helpers/audited-ledger';

let audited: AuditedLedger;
beforeEach(async () => {
  audited = await auditedLedger();
});
afterEach(() => audited.close());

async function verify(scope: Scope = {}): Promise<Report> {
  const coverage = await Coverage.ofChain(audited.store, verifierOf(await audited.keys.publicKeys()));
  return snapshot(audited.ledger, (client) => verifyLedger(client, { coverage, ...scope }));
}

/** As the database's owner, behind the triggers. */
async function attack(...statements: string[]): Promise<void> {
  const client = await audited.ledger.pool.connect();
  try {
    await client.query('set session_replication_role = replica');
    for (const statement of statements) await client.query(statement);
    await client.query('reset session_replication_role');
  } finally {
    client.release();
  }
}

const checkpointLines = async (): Promise<string[]> =>
  (await readFile(audited.checkpoints, 'utf8')).split('\n').filter((line) => line !== '');

/** Three checkpoints over two runs. */
async function lay(): Promise<void> {
  const { ledger, checkpointer } = audited;
  const [first] = [await beginRun(ledger, 'run-1'), await beginRun(ledger, 'run-2')];
  await checkpointer.take();
  await grow(ledger, first, ['a', 'b']);
  await checkpointer.take();
  await grow(ledger, first, ['c']);
  await checkpointer.take();
}

it('finds nothing in a ledger that nobody edited, and counts what no checkpoint covers yet', async () => {
  await lay();
  await grow(audited.ledger, 'run-2' as never, ['young']);
  expect(await verify()).toEqual({ runs: 2, entries: 18, uncovered: 1, findings: [] });
  expect(await verify({ run: 'run-2' })).toEqual({ runs: 1, entries: 8, uncovered: 1, findings: [] });
});

it('is not fooled by functions, operators and a search path of the attacker', async () => {
  await lay();
  await attack(
    `update entries set body = '\\x31' where run = 'run-1' and seq = 4`,
    `create or replace function sealed_header(p_run text, p_seq int, p_source text, p_kind text, p_step text, p_at timestamptz, p_header text)
       returns bytea language sql immutable as $$ select '\\x00'::bytea $$`,
    `create function public.lie(text, text) returns boolean language sql immutable as $$ select false $$`,
    `create operator public.= (leftarg = text, rightarg = text, function = public.lie)`,
    `do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$`,
  );
  expect(await verify()).toMatchObject({ findings: [{ what: 'entry', run: 'run-1', seq: 4, why: 'altered' }] });
});

it('is not fooled by a view in the place of a table', async () => {
  await lay();
  await attack('alter table approvals rename to real_approvals', 'create view approvals as table real_approvals');
  expect((await verify()).findings).toEqual([{ what: 'table', table: 'approvals' }]);
});

it.each([
  ['missing', 'delete from entries where seq = 3', 3],
  ['missing', 'delete from entries where seq = 3; update entries set seq = seq - 1 where seq > 3', 3],
  ['cut off', 'delete from entries where seq >= 5', 5],
  ['reordered', `update entries set seq = -seq where seq in (2, 4); update entries set seq = 6 + seq where seq < 0`, 2],
  [
    'inserted',
    `update entries set seq = -seq where seq >= 3; update entries set seq = 1 - seq where seq < 0;
     insert into entries select run, 3, 'x', kind, step, at, header, body, seal from entries where seq = 4`,
    3,
  ],
  ['inserted', `update runs set seq = 5`, 6],
])('says %s where that can be told', async (why, statements, seq) => {
  const run = await beginRun(audited.ledger, 'run-1');
  await audited.checkpointer.take();
  await attack(statements);
  expect((await verify()).findings).toEqual([{ what: 'entry', run, seq, why }]);
});

it('names projections that do not follow from the entries, and claims that were added or taken away', async () => {
  await lay();
  await attack(
    `update approvals set status = 'open', decided_seq = null where run = 'run-1'`,
    `update runs set usd = usd - 0.01, tenant = 'other' where id = 'run-2'`,
    `delete from claims where run = 'run-1'`,
    `insert into claims (run, tool, business_key, call, digest, state) values ('run-2', 't', 'other', 'c', 'd', 'settled')`,
  );
  expect((await verify()).findings).toEqual([
    { what: 'drift', run: 'run-1', table: 'approvals', row: 'run-1.approval', columns: ['status', 'decided_seq'] },
    { what: 'drift', run: 'run-1', table: 'claims', row: '1', columns: ['the row is missing'] },
    { what: 'drift', run: 'run-2', table: 'runs', row: 'run-2', columns: ['tenant', 'usd'] },
    { what: 'drift', run: 'run-2', table: 'approvals', row: 'run-2.approval', columns: ['tenant'] },
    { what: 'drift', run: 'run-2', table: 'claims', row: '3', columns: ['no entry says so'] },
  ]);
});

it('names a document that was altered', async () => {
  const id = await putDocument(audited.ledger, { bytes: Buffer.from('paid'), mediaType: 'text/plain' });
  await attack(`update documents set bytes = '\\x31'`);
  expect((await verify()).findings).toEqual([{ what: 'document', id }]);
});

it('names a run that was slipped in before the last checkpoint', async () => {
  await lay();
  await attack(
    `insert into runs (id, tenant, starter, temporal_run, started_at) values ('run-3', 'default', 's', 't', now() - interval '1 hour')`,
  );
  expect((await verify()).findings).toEqual([{ what: 'run', run: 'run-3', why: 'inserted' }]);
});

describe('the checkpoint file', () => {
  it.each([
    ['without its end', (lines: string[]) => lines.slice(0, 2), 3, 'cut off'],
    ['without all of it', () => [], 1, 'cut off'],
    ['without a line', (lines: string[]) => [lines[0]!, lines[2]!], 2, 'missing'],
    [
      'with a line changed',
      (lines: string[]) => [lines[0]!, `${lines[1]!.slice(0, -5)}AAAAA`, lines[2]!],
      2,
      'missing',
    ],
    ['with lines swapped', (lines: string[]) => [lines[1]!, lines[0]!, lines[2]!], 1, 'missing'],
  ])('%s is found', async (_, edit, number, why) => {
    await lay();
    await writeFile(
      audited.checkpoints,
      edit(await checkpointLines())
        .map((line) => `${line}\n`)
        .join(''),
    );
    expect((await verify()).findings[0]).toEqual({ what: 'checkpoint', number, why });
  });

  it('as an older copy is no finding when it is said to be one', async () => {
    await lay();
    await writeFile(audited.checkpoints, `${(await checkpointLines())[0]!}\n`);
    expect(await verify({ copy: true })).toMatchObject({ uncovered: 3, findings: [] });
  });

  it('of another ledger is found', async () => {
    await lay();
    await attack('update ledger set id = gen_random_uuid()');
    expect((await verify()).findings).toEqual([{ what: 'checkpoint', number: 3, why: 'of another ledger' }]);
  });

  it('with a torn line is whole, and is gone on with', async () => {
    await lay();
    await appendFile(audited.checkpoints, 'eyJhbGciOi');
    await beginRun(audited.ledger, 'run-3');
    const restarted = new Checkpointer(audited.ledger, audited.store, audited.keys);
    expect(await restarted.take()).toMatchObject({ number: 4 });
    expect(await verify()).toMatchObject({ uncovered: 0, findings: [] });
  });

  it('stays verifiable when keys rotate, and is worth nothing under keys of others', async () => {
    await lay();
    await audited.keys.rotate('checkpoint');
    await beginRun(audited.ledger, 'run-3');
    await audited.checkpointer.take();
    expect(await verify()).toMatchObject({ findings: [] });
    const coverage = await Coverage.ofChain(audited.store, verifierOf({ keys: [] }));
    expect((await verify({ coverage })).findings).toEqual([{ what: 'checkpoint', number: 1, why: 'cut off' }]);
  });
});

describe('an export', () => {
  const file = (): string => path.join(audited.folder, 'export.jsonl');
  const verifyFile = (): Promise<ExportReport> => verifyExport(createInterface({ input: createReadStream(file()) }));

  async function write(edit: (line: string) => string = (line) => line): Promise<void> {
    const keys = await audited.keys.publicKeys();
    const lines = await snapshot(audited.ledger, async (client) => {
      const all: string[] = [];
      const source = { store: audited.store, verifier: verifierOf(keys), keys };
      for await (const line of exportRun(client, 'run-1', source)) all.push(JSON.stringify(line));
      return all;
    });
    await writeFile(file(), lines.map(edit).join('\n'));
  }

  it('holds all there is of the run, and verifies without the database', async () => {
    const id = await putDocument(audited.ledger, { bytes: Buffer.from('invoice'), mediaType: 'text/plain' });
    await lay();
    await grow(audited.ledger, 'run-1' as never, [id]);
    await write();
    const types = (await readFile(file(), 'utf8'))
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(
      Object.fromEntries(
        ['run', 'entry', 'approval', 'claim', 'document', 'checkpoint', 'keys'].map((type) => [
          type,
          types.filter((each) => each === type).length,
        ]),
      ),
    ).toEqual({ run: 1, entry: 11, approval: 1, claim: 1, document: 1, checkpoint: 3, keys: 1 });
    expect(await verifyFile()).toMatchObject({ run: 'run-1', entries: 11, uncovered: 1, checkpoints: 3, findings: [] });
  });

  it('that was edited is found out', async () => {
    await lay();
    await write((line) => (line.includes('"seq":9') ? line.replace('"kind":"', '"kind":"x') : line));
    expect((await verifyFile()).findings).toEqual([{ what: 'entry', run: 'run-1', seq: 9, why: 'altered' }]);
  });
});
