// Needs PostgreSQL (embedded, from the global set-up).
import type { NewEntry } from '../../src/contracts/entry';
import type { ApprovalId, RunId } from '../../src/contracts/ids';
import { append } from '../../src/ledger/append';
import { checkFence } from '../../src/ledger/check-fence';
import { startRun } from '../../src/ledger/start-run';
import { verifyLedger } from '../../src/ledger/verify-ledger';
import { snapshot } from '../../src/ledger/verify-session';
import { Random } from '../../standins/erp/random';
import { auditedLedger } from '../helpers/audited-ledger';
import { worstCase } from '../helpers/worst-case';

const RUNS = 60;

it('what verifying makes of entries is what the database makes of them, whatever their order', async () => {
  const audited = await auditedLedger();
  try {
    const random = new Random(11);
    for (let n = 0; n < RUNS; n++) {
      const run = `run-${n}` as RunId;
      await startRun(audited.ledger, { id: run, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
      await append(audited.ledger, run, null, entriesOf(run, random));
    }
    const report = await snapshot(audited.ledger, (client) => verifyLedger(client, {}));
    expect(report).toMatchObject({ runs: RUNS, findings: [] });
  } finally {
    await audited.close();
  }
});

it('what budgets were raised by is held against the entries that say so', async () => {
  const audited = await auditedLedger();
  const { ledger } = audited;
  const [one, other] = ['run-one', 'run-other'] as [RunId, RunId];
  const verify = async () => (await snapshot(ledger, (client) => verifyLedger(client, {}))).findings;
  try {
    const ids = new Map<string, number>();
    for (const run of [one, other]) {
      await startRun(ledger, { id: run, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
      await checkFence(ledger.pool, run, { temporalRun: 'first', wave: 1, activity: '1', epoch: 1 }, [], worstCase);
    }
    const { rows } = await ledger.pool.query<{ id: string; key: string }>(
      `select id, scope || ' ' || name as key from budgets`,
    );
    for (const { id, key } of rows) ids.set(key, Number(id));
    const raise = (run: RunId, key: string, usd: string) =>
      append(ledger, run, null, [
        {
          ...{ source: `raised:${key}`, kind: 'budget-raised', step: 'tidy' },
          header: { approval: `${run}.1` as ApprovalId, budget: ids.get(key)!, usd },
        },
      ]);
    await raise(one, 'tenant-month default', '0.50');
    await raise(other, 'tenant-month default', '0.25');
    await raise(one, 'run run-one', '1');
    await raise(one, 'run run-other', '9'); // another's: that raises nothing
    expect((await ledger.pool.query('select sum(raised)::text as n from budgets')).rows).toEqual([{ n: '1.75' }]);
    expect(await verify()).toEqual([]);
    await ledger.pool.query(`update budgets set raised = 5 where scope = 'tenant-month'`);
    expect(await verify()).toEqual([
      { what: 'budget', id: String(ids.get('tenant-month default')), of: 'tenant-month default' },
    ]);
    await ledger.pool.query(`delete from budgets where scope = 'tenant-month'`);
    expect(await verify()).toMatchObject([{ what: 'budget', of: 'it is gone' }]);
  } finally {
    await audited.close();
  }
});

function entriesOf(run: RunId, random: Random): NewEntry[] {
  const header = { workflow: 'w', workflowId: `w-${run}`, tenant: 'default', agent: 'a', agentVersion: 1 };
  const entries: NewEntry[] = [{ source: 'begin', kind: 'run-started', step: null, header }];
  const asked: ApprovalId[] = [];
  for (let n = 0; n < 25; n++) entries.push(entryOf(`${n}`, run, asked, random));
  return entries;
}

function entryOf(source: string, run: RunId, asked: ApprovalId[], random: Random): NewEntry {
  const step = random.pick(['match', 'post']);
  const due = `2026-12-0${random.integer(1, 9)}T10:00:00.000Z`;
  const role = random.pick(['lead', 'controller']);
  const approval = asked[random.integer(0, Math.max(0, asked.length - 1))];
  const choice = random.integer(approval ? 0 : 5, 14);
  switch (choice) {
    case 0:
    case 1:
      return {
        ...{ source, kind: 'decided', step },
        header: { approval: approval!, decision: random.pick(['approve', 'deny', 'edit', 'answer']) },
      };
    case 2:
      return { source, kind: 'decision-taken', step, header: { approval: approval!, decision: 'approve' } };
    case 3:
      return { source, kind: 'approval-escalated', step, header: { approval: approval!, role, due } };
    case 4:
      return { source, kind: 'approval-defaulted', step, header: { approval: approval! } };
    case 5:
    case 6: {
      const id = `${run}.${source}` as ApprovalId;
      asked.push(id);
      return {
        ...{ source, kind: 'approval-asked', step },
        header: { approval: id, gate: 'approval', role, tool: 't', digest: 'd', due },
      };
    }
    case 7:
      return { source, kind: 'step-entered', step, header: { visit: 1, kind: 'agent' } };
    case 8:
      return {
        ...{ source, kind: 'thought', step },
        header: {
          ...{ turn: 1, model: 'm', stop: 'end_turn', ms: 1, requestId: 'r', usd: `0.${random.integer(1, 1e9)}` },
          ...{ input: random.integer(0, 1e6), output: 5, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 1 },
        },
      };
    case 9:
      return { source, kind: random.pick(['parked', 'unparked']), step, header: { system: 'erp' } };
    case 10:
      return { source, kind: 'run-reset', step: null, header: { from: 'first' } };
    case 11:
      return {
        ...{ source, kind: 'noticed', step: null },
        header: { what: random.pick(['reset', 'paused', 'terminated', 'cancelled']), temporalRun: 'first' },
      };
    case 12:
      return flagging(source, run, random);
    case 13: {
      const id = `case_${run}.${random.integer(1, 2)}`;
      return random.pick<NewEntry>([
        {
          ...{ source, kind: 'case-made', step: null },
          header: { case: id, flag: 'flag_1', step, visit: random.integer(1, 3), category: 'tone' },
        },
        { source, kind: 'case-retired', step: null, header: { case: id } },
      ]);
    }
    default:
      return { source, kind: 'run-ended', step, header: { end: 'posted' } };
  }
}

function flagging(source: string, run: RunId, random: Random): NewEntry {
  const flag = `flag_${run}.${random.integer(1, 3)}`;
  const flagged = { flag, entry: random.integer(1, 9), step: random.pick(['post', null]), category: 'other' };
  return random.pick<NewEntry>([
    {
      ...{ source, kind: 'flagged', step: null },
      header: { ...flagged, severity: 'low', ...(random.pick([true, false]) ? { origin: 'edit' as const } : {}) },
    },
    { source, kind: 'flag-owned', step: null, header: { flag } },
    {
      ...{ source, kind: 'flag-reviewed', step: null },
      header: {
        flag,
        review: 'merged',
        into: 'flag_other',
        ...(random.pick([true, false]) ? { category: 'tone' } : {}),
      },
    },
  ]);
}
