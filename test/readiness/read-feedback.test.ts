// Needs PostgreSQL (embedded, from the global set-up).
import { invoiceAgent } from '../../src/agents/invoice-exceptions';
import type { NewEntry } from '../../src/contracts/entry';
import type { RunId } from '../../src/contracts/ids';
import { ProofSettings } from '../../src/contracts/proofs';
import type { ProofReport } from '../../src/contracts/proofs';
import { RolloutSettings } from '../../src/contracts/rollouts';
import { append } from '../../src/ledger/append';
import { retireCase } from '../../src/ledger/cases';
import { flagEntry } from '../../src/ledger/flag-entry';
import { endProof, requestProof } from '../../src/ledger/proofs';
import { reviewFlag } from '../../src/ledger/review-flag';
import { endRollout, startRollout } from '../../src/ledger/rollouts';
import { startRun } from '../../src/ledger/start-run';
import { unflaggedDecisions } from '../../src/ledger/unflagged-decisions';
import { goodRuns } from '../../src/ledger/good-runs';
import type { Feedback } from '../../src/readiness/evidence';
import { readFeedback } from '../../src/readiness/read-feedback';
import { auditedLedger } from '../helpers/audited-ledger';
import type { AuditedLedger } from '../helpers/audited-ledger';

const workflow = 'invoiceExceptions';
const note = { by: 'local|controller', why: 'to see' };

let audited: AuditedLedger;
beforeAll(async () => {
  audited = await auditedLedger();
});
afterAll(() => audited.close());

const read = (agent = invoiceAgent): Promise<Feedback> => readFeedback(audited.ledger, { agent, workflow });

/** A run that an agent thought in, and in which somebody denied something. */
async function begin(id: string, tenant = 'default'): Promise<RunId> {
  const run = id as RunId;
  const approval = `${id}.approval`;
  const header = { workflow, workflowId: `w-${id}`, tenant, agent: invoiceAgent.name, agentVersion: 3 };
  const thought = { turn: 1, model: 'm', stop: 'tool_use', input: 1, output: 1, cacheRead: 0 };
  const paid = { cacheWrite5m: 0, cacheWrite1h: 0, usd: '0.01', ms: 5, requestId: 'r' };
  await startRun(audited.ledger, { id: run, tenant, starter: 'local|starter', temporalRun: 't', workflow });
  await append(audited.ledger, run, null, [
    { source: 'begin', kind: 'run-started', step: null, header },
    { source: 'w:0', kind: 'step-entered', step: 'resolve', header: { visit: 1, kind: 'agent' } },
    { source: 'turn:1', kind: 'thought', step: 'resolve', header: { ...thought, ...paid }, body: [] },
    {
      ...{ source: 'w:1', kind: 'approval-asked', step: 'resolve', body: {} },
      header: { approval, gate: 'approval', role: 'lead', tool: 't', digest: 'd', due: '2026-12-01T00:00:00.000Z' },
    },
    { source: 'd:1', kind: 'decided', step: 'resolve', header: { approval, decision: 'deny' }, body: { by: 'l' } },
    { source: 'w:2', kind: 'decision-taken', step: 'resolve', header: { approval, decision: 'deny' } },
    { source: 'w:3', kind: 'run-ended', step: null, header: { end: 'posted' } },
  ] as NewEntry[]);
  return run;
}

async function flag(run: RunId): Promise<string> {
  const said = { entry: 3, category: 'missed-fact', severity: 'medium' as const, correction: '' };
  return (await flagEntry(audited.ledger, run, said, { by: 'local|reviewer' }))!;
}

async function madeCase(run: RunId): Promise<string> {
  const id = await flag(run);
  const expect = [{ check: 'calls' as const, tool: 'askBuyer' }];
  await reviewFlag(audited.ledger, id, { review: 'confirmed', case: { step: 'resolve', expect } }, note);
  return id.replace('flag_', 'case_');
}

/** A proof that is done; `passes` has each case's share of replays, now and by the candidate. */
async function prove(passes: Record<string, [now: number, candidate: number]>, agentVersion = 3): Promise<string> {
  const settings = ProofSettings.parse({});
  const asked = { workflow: invoiceAgent.name, agentVersion, candidate: { guidance: [] }, settings, ...note };
  const { id } = await requestProof(audited.ledger, asked);
  const cases = Object.entries(passes);
  const rate = (of: 0 | 1) => ({
    ...{ count: 0, of: cases.length, low: 0, high: 1 },
    rate: cases.length === 0 ? null : cases.reduce((sum, [, shares]) => sum + shares[of], 0) / cases.length,
  });
  const change = { mean: 0, low: 0, high: 0 };
  const side = { items: cases.length, now: rate(0), candidate: rate(1), change };
  const report: ProofReport = {
    ...{ verdict: 'no-effect', why: '', good: { ...side, items: 0 }, cases: side, p: 1, usd: change, ms: change },
    perReplay: { now: { usd: 0, ms: 0 }, candidate: { usd: 0, ms: 0 } },
    items: cases.map(([item, [now, candidate]]) => ({
      ...{ item, kind: 'case', run: 'run_1', step: 'resolve', now, candidate },
      diverged: { now: 0, candidate: 0 },
    })),
    ...{ skipped: [], replays: 6 },
  };
  await endProof(audited.ledger, id, report);
  return id;
}

it('of a ledger without any nothing is told but the owner', async () => {
  expect(await read()).toEqual({ owner: 'ap-lead', open: { count: 0, oldest: null }, cases: null, lift: null });
  const { flagsGoTo: _, ...unowned } = invoiceAgent;
  expect((await read(unowned as typeof invoiceAgent)).owner).toBeNull();
});

it('flags are open until they are reviewed, and those of another workflow are not asked for', async () => {
  const id = await flag(await begin('run_1'));
  const { open } = await read();
  expect(open.count).toBe(1);
  expect(Date.now() - open.oldest!.getTime()).toBeLessThan(60_000);
  const other = await readFeedback(audited.ledger, { agent: invoiceAgent, workflow: 'customerSupport' });
  expect(other.open.count).toBe(0);
  await reviewFlag(audited.ledger, id, { review: 'rejected' }, note);
  expect((await read()).open).toEqual({ count: 0, oldest: null });
});

it('a proof that asked no case tells nothing of cases, and measures nothing', async () => {
  await prove({});
  expect(await read()).toMatchObject({ cases: null, lift: null });
});

it('cases count by the arm that runs now, which is the candidate once it was promoted', async () => {
  const run = await begin('run_2');
  const [first, second] = [await madeCase(run), await madeCase(run)];
  const proof = await prove({ [first]: [0, 1], [second]: [0.34, 0.67] });
  expect(await read()).toMatchObject({
    cases: { passed: 0, failed: [first, second], version: '3', stale: false },
    lift: { before: 0.17, after: 0.835, runs: 2 },
  });
  const candidate = { guidance: [] };
  const settings = RolloutSettings.parse({});
  const rollout = { proof, workflow: invoiceAgent.name, agentVersion: 3, candidate, settings, ...note };
  const { id } = await startRollout(audited.ledger, rollout);
  expect((await read()).cases).toMatchObject({ passed: 0 });
  await endRollout(audited.ledger, id, { to: 'promoted', ...note });
  expect((await read()).cases).toMatchObject({ passed: 2, failed: [], stale: false });
});

it('it is stale of another version, and when a case in force was not asked', async () => {
  const later = { ...invoiceAgent, version: invoiceAgent.version + 1 };
  expect((await read(later)).cases).toMatchObject({ version: '3', stale: true });
  const third = await madeCase(await begin('run_3'));
  expect((await read()).cases).toMatchObject({ stale: true });
  await retireCase(audited.ledger, third, note);
  expect((await read()).cases).toMatchObject({ stale: false });
});

it('what people of a drill deny is no flag, and its runs are no measure of what goes well', async () => {
  await begin('run_drilled', 'drill-1-abc');
  expect((await unflaggedDecisions(audited.ledger, 100)).map(({ run }) => run).sort()).toEqual([
    ...['run_1', 'run_2', 'run_3'],
  ]);
  await audited.ledger.pool.query(`update approvals set decision = 'approve'`);
  const sample = { workflow, sample: 10, seed: 1 };
  expect((await goodRuns(audited.ledger, sample)).map(({ run }) => run)).toEqual(['run_1']);
});
