// Needs PostgreSQL (embedded, from the global set-up).
import { writeFile } from 'node:fs/promises';
import { runCheckpoints } from '../../src/gateway/checkpoints';
import { verifierOf } from '../../src/integrations/keys/verifier-of';
import { readChain } from '../../src/ledger/checkpoint-chain';
import type { Checkpoint } from '../../src/ledger/checkpoint';
import { Checkpointer } from '../../src/ledger/checkpointer';
import { Coverage } from '../../src/ledger/verify-coverage';
import { verifyLedger } from '../../src/ledger/verify-ledger';
import { snapshot } from '../../src/ledger/verify-session';
import { auditedLedger, beginRun, grow } from '../helpers/audited-ledger';
import type { AuditedLedger } from '../helpers/audited-ledger';
import { eventually } from '../helpers/eventually';

let audited: AuditedLedger;
beforeEach(async () => {
  audited = await auditedLedger();
});
afterEach(() => audited.close());

async function chain(): Promise<Checkpoint[]> {
  const all: Checkpoint[] = [];
  for await (const { checkpoint, follows } of readChain(audited.store, audited.keys)) {
    expect(follows).toBe(true);
    all.push(checkpoint);
  }
  return all;
}

it('a checkpoint lists the runs that changed since the last, and none is written when nothing did', async () => {
  const { ledger, checkpointer } = audited;
  const run = await beginRun(ledger, 'run-1');
  await beginRun(ledger, 'run-2');
  await checkpointer.take();
  await grow(ledger, run, ['a']);
  await checkpointer.take();
  expect(await checkpointer.take()).toBeUndefined();
  expect(
    (await chain()).map(({ number, runs, changed }) => [number, runs, changed.map(([id, seq]) => [id, seq])]),
  ).toEqual([
    [
      1,
      2,
      [
        ['run-1', 7],
        ['run-2', 7],
      ],
    ],
    [2, 2, [['run-1', 8]]],
  ]);
});

it('several that take at once make one chain', async () => {
  const { ledger, store, keys } = audited;
  const many = Array.from({ length: 4 }, () => new Checkpointer(ledger, store, keys));
  for (let n = 0; n < 5; n++) {
    await beginRun(ledger, `run-${n}`);
    await Promise.all(many.map((each) => each.take()));
  }
  expect((await chain()).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
});

it.each([
  ['was cut', ''],
  ['is of another ledger', undefined],
])('refuses to go on in a file that %s', async (_, content) => {
  const other = await auditedLedger();
  try {
    await beginRun(other.ledger, 'run-1');
    await other.checkpointer.take();
    await beginRun(audited.ledger, 'run-1');
    await audited.checkpointer.take();
    const { store, keys } = content === undefined ? other : audited;
    if (content !== undefined) await writeFile(audited.checkpoints, content);
    await beginRun(audited.ledger, 'run-2');
    await expect(new Checkpointer(audited.ledger, store, keys).take()).rejects.toThrow(/they were cut|another ledger/);
    if (content !== undefined) await expect(audited.checkpointer.take()).rejects.toThrow('it has been cut');
  } finally {
    await other.close();
  }
});

it('a run that was removed or rolled back is written down as it is, and the checkpoints before it convict it', async () => {
  const { ledger, checkpointer } = audited;
  await beginRun(ledger, 'run-1');
  await beginRun(ledger, 'run-2');
  await checkpointer.take();
  const client = await ledger.pool.connect();
  await client.query(`set session_replication_role = replica`);
  await client.query(`delete from entries where run = 'run-1' and seq > 5`);
  await client.query(
    `update runs set seq = 5, head = (select seal from entries where run = 'run-1' and seq = 5) where id = 'run-1'`,
  );
  for (const table of ['approvals', 'claims', 'entries'])
    await client.query(`delete from ${table} where run = 'run-2'`);
  await client.query(`delete from runs where id = 'run-2'`);
  await client.query('reset session_replication_role');
  client.release();
  expect(await checkpointer.take()).toMatchObject({ number: 2, runs: 1, gone: ['run-2'] });
  const coverage = await Coverage.ofChain(audited.store, verifierOf(await audited.keys.publicKeys()));
  expect((await snapshot(ledger, (each) => verifyLedger(each, { coverage }))).findings).toEqual([
    { what: 'entry', run: 'run-1', seq: 6, why: 'rolled back' },
    { what: 'run', run: 'run-2', why: 'removed' },
  ]);
});

it('the gateway takes one as it starts and one as it closes', async () => {
  const { ledger } = audited;
  const closing = new AbortController();
  await beginRun(ledger, 'run-1');
  const errors: unknown[] = [];
  const running = runCheckpoints({ ledger, closing: closing.signal }, audited, (error) => errors.push(error));
  await eventually(async () => (await chain()).length === 1);
  await beginRun(ledger, 'run-2');
  closing.abort();
  await running;
  expect((await chain()).map(({ number }) => number)).toEqual([1, 2]);
  expect(errors).toEqual([]);
});

it('stays cheap with 10,000 runs, and 100,000 entries are verified in a stream', async () => {
  const { ledger, checkpointer } = audited;
  await ledger.pool.query(
    `insert into runs (id, tenant, starter, temporal_run) select 'run-' || n, 'default', 'local|starter', 'first' from generate_series(1, 10000) n`,
  );
  for (let from = 1; from <= 10_000; from += 1_000)
    await ledger.pool.query(
      `select append_entries('run-' || n, null, null, null, null, null, sources, array_fill('resumed'::text, array[10]), array_fill(null::text, array[10]),
       array_fill(null::timestamptz, array[10]), array_fill('{"activity":"1"}'::text, array[10]), array_fill(decode(repeat('78', 6000), 'hex'), array[10]))
     from generate_series($1::int, $1 + 999) n, (select array_agg('s' || s) as sources from generate_series(1, 10) s) s`,
      [from],
    );
  const first = await timed(() => checkpointer.take());
  expect(first.value).toMatchObject({ runs: 10_000 });
  await grow(ledger, 'run-77' as never, ['a']);
  const next = await timed(() => checkpointer.take());
  expect(next.value?.changed).toHaveLength(1);
  const before = process.memoryUsage().rss;
  let most = before;
  const coverage = await Coverage.ofChain(audited.store, verifierOf(await audited.keys.publicKeys()));
  const onProgress = (): void => void (most = Math.max(most, process.memoryUsage().rss));
  const report = await snapshot(ledger, (client) => verifyLedger(client, { coverage, onProgress }));
  expect(report).toEqual({ runs: 10_000, entries: 100_001, uncovered: 0, findings: [] });
  expect(next.ms).toBeLessThan(first.ms);
  expect(most - before).toBeLessThan(300e6); // of 600 MB that were read
}, 900_000);

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const began = performance.now();
  const value = await work();
  return { value, ms: Math.round(performance.now() - began) };
}
