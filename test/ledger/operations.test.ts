// Needs PostgreSQL (embedded, from the global set-up).
import type { RunId } from '../../src/contracts/ids';
import type { PolicyRule } from '../../src/contracts/operations';
import { beginSending, claimWrite, releaseClaim, settleClaim } from '../../src/ledger/claims';
import { checkFence } from '../../src/ledger/check-fence';
import { declareHalt, liftHalt, listHalts } from '../../src/ledger/halts';
import { inTransaction } from '../../src/ledger/in-transaction';
import type { Ledger } from '../../src/ledger/ledger';
import { openLedger } from '../../src/ledger/ledger';
import type { Draw } from '../../src/ledger/limits';
import { listRuns } from '../../src/ledger/list-runs';
import { migrate } from '../../src/ledger/migrate';
import { OPERATIONS } from '../../src/ledger/operations';
import { readEntries } from '../../src/ledger/read-entries';
import { addRule, endRule, listRules, readRules } from '../../src/ledger/rules';
import { startRun } from '../../src/ledger/start-run';
import { verifyLedger } from '../../src/ledger/verify-ledger';
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

const by = 'local|controller';
const fence = { temporalRun: 'first', wave: 1, activity: '1', epoch: 1 };
const system = { name: 'erp', requestTimeoutMs: 1_000, settlesWithinMs: 0 };
const scopes = ['workflow:w', 'agent:w', 'system:erp', 'tool:post'];

async function newRun(tenant = 'default'): Promise<RunId> {
  const id = `run-${++count}` as RunId;
  await startRun(ledger, { id, tenant, starter: 'local|starter', temporalRun: 'first' });
  return id;
}
const claim = (
  run: RunId,
  change: { key?: string; limits?: { draws: Draw[]; approved: boolean; beyond?: boolean } } = {},
) =>
  claimWrite(
    ledger,
    { run, step: 's', tool: 'post', key: 'k', call: 'c', digest: 'd', requestTimeoutMs: 1_000, scopes, ...change },
    fence,
  );

describe('a halt', () => {
  it.each([
    ['all', '', true],
    ['tool', 'post', true],
    ['tool', 'other', false],
    ['system', 'erp', true],
    ['agent', 'w', true],
    ['workflow', 'w', true],
    ['tenant', 'acme', true],
    ['tenant', 'default', false],
  ] as const)('of %s %s keeps a claim from being made: %s', async (kind, value, kept) => {
    const run = await newRun('acme');
    const halt = await declareHalt(ledger, { kind, value, why: 'looks wrong', by });
    const found = { halt: halt.id, why: `${`${kind} ${value}`.trim()}: looks wrong` };
    const { permit } = await checkFence(ledger.pool, run, fence, scopes, worstCase);
    expect(permit).toEqual(kept ? { halt: found } : { reservation: expect.any(Number) as number, tokens: 50, wait: 0 });
    if (kept) await expect(claim(run)).rejects.toMatchObject({ halt: found });
    else await claim(run);
    const { rows } = await ledger.pool.query('select 1 from claims where run = $1', [run]);
    expect(rows).toHaveLength(kept ? 0 : 1);
    await liftHalt(ledger, { id: halt.id, why: 'looked at', by });
    expect(await claim(run)).toMatchObject({ state: 'claimed' });
  });

  it('that comes after the claim keeps it from being sent, and it is free afterwards', async () => {
    const run = await newRun();
    const made = await claim(run);
    const halt = await declareHalt(ledger, { kind: 'all', value: '', why: 'now', by });
    await expect(beginSending(ledger, made, system, scopes)).rejects.toMatchObject({ halt: { halt: halt.id } });
    const { rows } = await ledger.pool.query('select state from claims where run = $1', [run]);
    expect(rows).toEqual([{ state: 'claimed' }]);
    await liftHalt(ledger, { id: halt.id, why: '', by });
    expect(await beginSending(ledger, made, system, scopes)).toMatchObject({ type: 'may-send' });
  });

  it('leaves alone what has happened already', async () => {
    const run = await newRun();
    await settleClaim(ledger, await claim(run), 'done');
    const halt = await declareHalt(ledger, { kind: 'all', value: '', why: 'now', by });
    expect(await claim(run)).toMatchObject({ state: 'settled', outcome: 'done' });
    await liftHalt(ledger, { id: halt.id, why: '', by });
  });

  it('declared twice is one, lifted once, and its row is kept', async () => {
    const [one, two] = await Promise.all([
      declareHalt(ledger, { kind: 'tool', value: 'twice', why: 'a', by }),
      declareHalt(ledger, { kind: 'tool', value: 'twice', why: 'b', by }),
    ]);
    expect(one.id).toBe(two.id);
    await liftHalt(ledger, { id: one.id, why: 'over', by });
    await expect(liftHalt(ledger, { id: one.id, why: 'again', by })).rejects.toMatchObject({ code: 'Halt.Unknown' });
    expect((await listHalts(ledger, { all: true }))[0]).toMatchObject({ id: one.id, lifted: { by, why: 'over' } });
    for (const statement of [
      'delete from halts',
      'truncate halts',
      `update halts set why = ''`,
      `update halts set lifted_at = null`,
    ])
      await expect(ledger.pool.query(statement)).rejects.toThrow('are kept');
  });
});

it('who halted and ruled what, and why, is sealed in a ledger of its own', async () => {
  const halt = await declareHalt(ledger, { kind: 'system', value: 'erp', why: 'sealed?', by });
  await liftHalt(ledger, { id: halt.id, why: 'sealed.', by });
  const [declared, lifted] = (await readEntries(ledger, OPERATIONS)).slice(-2);
  expect(declared).toMatchObject({
    kind: 'halt-declared',
    header: { halt: halt.id, scope: 'system', value: 'erp' },
    body: { by, why: 'sealed?' },
  });
  expect(lifted).toMatchObject({ kind: 'halt-lifted', header: { halt: halt.id }, body: { by, why: 'sealed.' } });
  expect(await verifyRun(ledger, OPERATIONS)).toMatchObject({ intact: true });
  const audited = await inTransaction(ledger.pool, async (client) => {
    await client.query('set transaction isolation level repeatable read');
    return verifyLedger(client, { run: OPERATIONS });
  });
  expect(audited).toMatchObject({ runs: 1, findings: [] });
});

it('the run of operators is nobody else’s: not listed, and no workflow may write in it', async () => {
  expect((await listRuns(ledger, { limit: 100 })).runs.map(({ id }) => id)).not.toContain(OPERATIONS);
  await expect(checkFence(ledger.pool, OPERATIONS, fence, [], worstCase)).rejects.toMatchObject({ code: 'Run.Reset' });
  await expect(ledger.pool.query(`update runs set temporal_run = 'mine' where id = $1`, [OPERATIONS])).rejects.toThrow(
    'runs_reserved',
  );
});

describe('rules', () => {
  const denial: Omit<PolicyRule, 'id'> = {
    agent: '*',
    tenant: '*',
    environment: 'production',
    target: 'tool',
    name: 'post',
    fact: null,
    effect: 'deny',
    role: null,
    within: null,
  };

  it('have one version together, raised by each that is added or ended; rows are kept', async () => {
    const { version } = await readRules(ledger);
    const [one, two] = await Promise.all([
      addRule(ledger, { ...denial, why: 'a', by }),
      addRule(ledger, { ...denial, why: 'b', by }),
    ]);
    expect([one.version, two.version].sort()).toEqual([version + 1, version + 2]);
    const { why: _, by: __, ended: ___, since: ____, version: _____, ...plain } = two;
    expect(await readRules(ledger)).toMatchObject({
      version: version + 2,
      rules: expect.arrayContaining([plain]) as [],
    });
    expect(await endRule(ledger, { id: one.id, why: 'over', by })).toMatchObject({
      ended: { version: version + 3, by },
    });
    await expect(endRule(ledger, { id: one.id, why: '', by })).rejects.toMatchObject({ code: 'Rule.Unknown' });
    expect((await readRules(ledger)).rules.map(({ id }) => id)).toEqual([two.id]);
    expect(await listRules(ledger, { all: true })).toHaveLength(2);
    await expect(ledger.pool.query('delete from rules')).rejects.toThrow('are kept');
    await expect(ledger.pool.query(`update rules set effect = 'approval'`)).rejects.toThrow('are kept');
    expect((await readEntries(ledger, OPERATIONS)).slice(-3).map(({ kind }) => kind)).toEqual([
      'rule-added',
      'rule-added',
      'rule-ended',
    ]);
  });
});

describe('a limit over all runs', () => {
  const draw = (subject: string, amount: string): Draw => ({ subject, amount, within: '24 hours', ceiling: '10000' });

  it('holds though fifty claims of one subject come at once: without a person never more than the ceiling', async () => {
    const runs = await Promise.all(Array.from({ length: 50 }, () => newRun()));
    const outcomes = await Promise.all(
      runs.map((run) =>
        claim(run, { limits: { draws: [draw('race', '999.99')], approved: false } }).then(
          () => 'claimed',
          (error: Error) => error.name,
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'claimed')).toHaveLength(10);
    expect(outcomes.filter((outcome) => outcome === 'OverLimit')).toHaveLength(40);
    const { rows } = await ledger.pool.query(
      'select sum(amount)::text as sum from limit_draws d join claims c on c.id = d.claim where c.run = any($1)',
      [runs],
    );
    expect(rows).toEqual([{ sum: '9999.90' }]);
    const { rows: claims } = await ledger.pool.query('select count(*)::int as n from claims where run = any($1)', [
      runs,
    ]);
    expect(claims).toEqual([{ n: 10 }]);
  });

  it('a call that a person approved passes, and uses nothing up', async () => {
    const of = (amount: string, approved: boolean) => ({ limits: { draws: [draw('approved', amount)], approved } });
    await claim(await newRun(), of('9000', false));
    await expect(claim(await newRun(), of('2000', false))).rejects.toThrow('10000 within 24 hours');
    await claim(await newRun(), of('2000', true));
    await claim(await newRun(), of('1000', false));
    await expect(claim(await newRun(), of('0.01', false))).rejects.toThrow('would be passed');
  });

  it('what was refused is given back, a repeated claim draws once, and yesterday is over', async () => {
    const of = (subject: string) => ({ limits: { draws: [draw(subject, '10000')], approved: false } });
    const run = await newRun();
    await claim(run, of('again'));
    const again = await claim(run, of('again'));
    await expect(claim(await newRun(), of('again'))).rejects.toThrow('would be passed');
    await releaseClaim(ledger, again, 'refused');
    await claim(await newRun(), of('again'));
    const { id } = await claim(await newRun(), of('yesterday'));
    await ledger.pool.query(`update limit_draws set at = at - interval '24 hours' where claim = $1`, [id]);
    await claim(await newRun(), of('yesterday'));
  });

  it('that people use up as well counts what they approved, and of several each holds', async () => {
    const order = (amount: string): Draw => ({ ...draw('order', amount), ceiling: '15000', approvedToo: true });
    const of = (amount: string, approved = false) => ({
      limits: { draws: [order(amount), draw('day', amount)], approved },
    });
    await claim(await newRun(), of('12000', true));
    await claim(await newRun(), of('2000'));
    await expect(claim(await newRun(), of('1001'))).rejects.toMatchObject({ draw: { subject: 'order' } });
    await expect(
      claim(await newRun(), { limits: { draws: [order('1'), draw('day', '8001')], approved: false } }),
    ).rejects.toMatchObject({ draw: { subject: 'day' } });
    await claim(await newRun(), of('1000')); // what did not pass has drawn on neither
    // Approved for another reason, while nobody knew that it is used up by now: people are asked about that.
    await expect(claim(await newRun(), of('1', true))).rejects.toMatchObject({ draw: { subject: 'order' } });
    await claim(await newRun(), { limits: { draws: [order('1')], approved: true, beyond: true } });
  });

  it('a claim that is made again with other arguments gives back what it drew before', async () => {
    const run = await newRun();
    const of = (subject: string, amount: string) => ({ limits: { draws: [draw(subject, amount)], approved: false } });
    await claim(run, of('first', '10000'));
    await claim(run, of('second', '1'));
    await claim(await newRun(), of('first', '10000'));
  });

  it('is of one tenant', async () => {
    const limits = { draws: [draw('ours', '10000')], approved: false };
    await claim(await newRun('one'), { limits });
    await claim(await newRun('two'), { limits });
    await expect(claim(await newRun('two'), { limits })).rejects.toThrow('would be passed');
  });
});
