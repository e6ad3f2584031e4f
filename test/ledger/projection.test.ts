// Needs PostgreSQL (embedded, from the global set-up).
import type { NewEntry } from '../../src/contracts/entry';
import type { ApprovalId, RunId } from '../../src/contracts/ids';
import { append } from '../../src/ledger/append';
import { startRun } from '../../src/ledger/start-run';
import { verifyLedger } from '../../src/ledger/verify-ledger';
import { snapshot } from '../../src/ledger/verify-session';
import { Random } from '../../standins/erp/random';
import { auditedLedger } from '../helpers/audited-ledger';

const RUNS = 60;

it('what verifying makes of entries is what the database makes of them, whatever their order', async () => {
  const audited = await auditedLedger();
  try {
    const random = new Random(11);
    for (let n = 0; n < RUNS; n++) {
      const run = `run-${n}` as RunId;
      await startRun(audited.ledger, { id: run, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
      await append(audited.ledger.pool, run, null, entriesOf(run, random));
    }
    const report = await snapshot(audited.ledger, (client) => verifyLedger(client, {}));
    expect(report).toMatchObject({ runs: RUNS, findings: [] });
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
  const choice = random.integer(approval ? 0 : 5, 10);
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
    default:
      return { source, kind: 'run-ended', step, header: { end: 'posted' } };
  }
}
