// Needs PostgreSQL (embedded, from the global set-up).
import type { NewEntry } from '../../src/contracts/entry';
import type { RunId } from '../../src/contracts/ids';
import { adoptRun } from '../../src/ledger/adopt-run';
import { append } from '../../src/ledger/append';
import { checkFence } from '../../src/ledger/check-fence';
import type { Fence } from '../../src/ledger/fence';
import type { Ledger } from '../../src/ledger/ledger';
import { openLedger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { readEntries } from '../../src/ledger/read-entries';
import { startRun } from '../../src/ledger/start-run';
import { verifyRun } from '../../src/ledger/verify-run';
import { testDataKeys } from '../helpers/keys';
import { freshDatabase } from '../helpers/stack';
import { worstCase } from '../helpers/worst-case';

let ledger: Ledger;
let drop: () => Promise<void>;
let count = 0;

beforeAll(async () => {
  const database = await freshDatabase();
  drop = database.drop;
  ledger = openLedger(database.url, (await testDataKeys()).dataKeys);
  await migrate(ledger);
});
afterAll(async () => {
  await ledger.close();
  await drop();
});

async function newRun(): Promise<RunId> {
  const id = `run-${++count}` as RunId;
  await startRun(ledger, { id, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
  return id;
}
const fence = (change: Partial<Fence> = {}): Fence => ({
  temporalRun: 'first',
  wave: 1,
  activity: '1',
  epoch: 100,
  ...change,
});
const fact = (source: string, name = source): NewEntry => ({
  source,
  kind: 'fact-established',
  step: null,
  header: { name },
  body: name,
});

describe('append', () => {
  it('numbers and seals entries in order, and the chain verifies', async () => {
    const run = await newRun();
    await append(ledger, run, fence(), [fact('w:0'), fact('w:1')]);
    const last = await append(ledger, run, fence(), [fact('w:2')]);
    const entries = await readEntries(ledger, run);
    expect(entries.map(({ seq, source }) => [seq, source])).toEqual([
      [1, '1:w:0'],
      [2, '1:w:1'],
      [3, '1:w:2'],
    ]);
    expect(last).toEqual({ seq: 3, head: entries[2]!.seal, appended: 1 });
    expect(await verifyRun(ledger, run)).toEqual({ intact: true, entries: 3 });
  });

  it('skips a source it has, so that a retry may send everything again', async () => {
    const run = await newRun();
    await append(ledger, run, fence(), [fact('w:0')]);
    const again = await append(ledger, run, fence({ epoch: 200 }), [fact('w:0'), fact('w:1')]);
    expect(again).toMatchObject({ seq: 2, appended: 1 });
  });

  it.each([
    ['an older attempt of the same activity', fence({ epoch: 99 }), 'Ledger.Stale'],
    ['an attempt the run has moved past', fence({ wave: 0, activity: '9' }), 'Ledger.Stale'],
    ['an unannounced Temporal run', fence({ temporalRun: 'second' }), 'Run.Reset'],
  ])('refuses %s and writes nothing', async (_, stale, code) => {
    const run = await newRun();
    await append(ledger, run, fence(), [fact('w:0')]);
    await expect(append(ledger, run, stale, [fact('w:1')])).rejects.toMatchObject({ code });
    expect(await readEntries(ledger, run)).toHaveLength(1);
  });

  it('refuses a writer who has seen what the ledger does not have, before anything else', async () => {
    const run = await newRun();
    const { seq, head } = await append(ledger, run, fence(), [fact('w:0'), fact('w:1')]);
    const known = { seq, seal: head };
    await append(ledger, run, fence({ known }), [fact('w:2')]);
    const stale = fence({ known, temporalRun: 'second', wave: 0, epoch: 0 });
    await expect(append(ledger, run, stale, [])).rejects.toMatchObject({ code: 'Run.Reset' });
    for (const unknown of [
      { seq: 9, seal: head },
      { seq: 1, seal: head },
      { seq: 3, seal: head },
    ]) {
      const behind = { ...stale, known: unknown };
      await expect(append(ledger, run, behind, [fact('w:3')])).rejects.toMatchObject({ code: 'Ledger.Behind' });
      await expect(checkFence(ledger.pool, run, behind, [], worstCase)).rejects.toMatchObject({
        code: 'Ledger.Behind',
      });
      await expect(adoptRun(ledger, run, behind)).rejects.toMatchObject({ code: 'Ledger.Behind' });
    }
    const lost = append(ledger, 'lost' as RunId, fence({ known }), [fact('w:3')]);
    await expect(lost).rejects.toThrow('has seen entry 2, which is not in the ledger: the run is not there.');
    expect(await readEntries(ledger, run)).toHaveLength(3);
    await append(ledger, run, fence({ wave: 1 }), [fact('w:3')]);
  });

  it('takes a Temporal run that names its predecessor, and then refuses the predecessor', async () => {
    const run = await newRun();
    await append(ledger, run, fence(), [fact('w:0')]);
    await append(ledger, run, fence({ temporalRun: 'second', continuedFrom: 'first' }), [fact('w:1')]);
    await expect(append(ledger, run, fence({ wave: 2 }), [fact('w:2')])).rejects.toMatchObject({
      code: 'Run.Reset',
    });
  });

  it('after a reset that a person let go on, sources count anew', async () => {
    const run = await newRun();
    await append(ledger, run, fence(), [fact('w:0', 'before')]);
    expect(await adoptRun(ledger, run, fence({ temporalRun: 'second' }))).toBe(2);
    expect(await adoptRun(ledger, run, fence({ temporalRun: 'second' }))).toBe(2);
    await append(ledger, run, fence({ temporalRun: 'second' }), [fact('w:0', 'after')]);
    expect((await readEntries(ledger, run)).map(({ source }) => source)).toEqual(['1:w:0', '2:reset', '2:w:0']);
  });

  it('leaves neither doubles nor gaps when many write at once', async () => {
    const run = await newRun();
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        append(ledger, run, fence({ activity: String(i % 8) }), [fact(`a:${i % 20}`), fact(`b:${i}`)]),
      ),
    );
    const entries = await readEntries(ledger, run);
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(new Set(entries.map(({ source }) => source)).size).toBe(60);
    expect(await verifyRun(ledger, run)).toEqual({ intact: true, entries: 60 });
  });

  it('holds what a hostile model may write: NUL, lone surrogates, deep and long text', async () => {
    const run = await newRun();
    const body = {
      text: '\u0000 \ud800 ' + 'x'.repeat(100_000),
      nested: JSON.parse('['.repeat(200) + ']'.repeat(200)) as never,
    };
    await append(ledger, run, fence(), [{ ...fact('w:0'), body }]);
    expect((await readEntries(ledger, run))[0]!.body).toEqual(body);
  });
});

describe('entries', () => {
  it.each([`update entries set header = '{}'`, `delete from entries`, `truncate entries cascade`])(
    'refuse: %s',
    async (statement) => {
      const run = await newRun();
      await append(ledger, run, fence(), [fact('w:0')]);
      await expect(ledger.pool.query(statement)).rejects.toThrow('insert only');
    },
  );

  it('that were changed behind the triggers are found and named', async () => {
    const run = await newRun();
    await append(ledger, run, fence(), [fact('w:0'), fact('w:1'), fact('w:2')]);
    const client = await ledger.pool.connect();
    try {
      await client.query(`set session_replication_role = replica`);
      await client.query(`update entries set body = 'null' where run = $1 and seq = 2`, [run]);
      await client.query(`set session_replication_role = default`);
    } finally {
      client.release();
    }
    expect(await verifyRun(ledger, run)).toEqual({ intact: false, seq: 2, why: 'altered' });
  });

  it('make the projections anew, the same as they are', async () => {
    const run = await newRun();
    const approval = `${run}.1` as never;
    await append(ledger, run, fence(), [
      {
        source: 'begin',
        kind: 'run-started',
        step: null,
        header: { workflow: 'w', workflowId: 'w-1', tenant: 'default', agent: 'a', agentVersion: 1 },
      },
      { source: 'w:0', kind: 'step-entered', step: 'post', header: { visit: 1, kind: 'system' } },
      {
        source: 'w:1',
        kind: 'approval-asked',
        step: 'post',
        header: { approval, gate: 'approval', role: 'lead', tool: 't', digest: 'd', due: '2026-12-01T00:00:00Z' },
      },
    ]);
    const projections = async (): Promise<unknown> => [
      (await ledger.pool.query('select * from runs order by id')).rows,
      (await ledger.pool.query('select * from approvals order by id')).rows,
    ];
    const before = await projections();
    await ledger.pool.query('select rebuild_projections()');
    expect(await projections()).toEqual(before);
  });
});
