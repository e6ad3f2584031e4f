// Needs PostgreSQL (embedded, from the global set-up).
import type { NewEntry } from '../../src/contracts/entry';
import type { RunId } from '../../src/contracts/ids';
import { judgeProof } from '../../src/activities/proving/judge-proof';
import { RolloutSettings } from '../../src/contracts/rollouts';
import { adoptRun } from '../../src/ledger/adopt-run';
import { append } from '../../src/ledger/append';
import { listBudgets, setBudget } from '../../src/ledger/budgets';
import { queueRequest, takeRequest } from '../../src/ledger/batch-requests';
import { noteAnswer, readSubmitted } from '../../src/ledger/batch-results';
import {
  claimRequests,
  freeRequests,
  listOpenQueues,
  listSending,
  noteSubmitted,
} from '../../src/ledger/batch-sending';
import { checkFence } from '../../src/ledger/check-fence';
import { beginSending, claimWrite, freeClaim, noteDraft, releaseClaim, settleClaim } from '../../src/ledger/claims';
import { Checkpointer } from '../../src/ledger/checkpointer';
import { chooseGuidance } from '../../src/ledger/choose-guidance';
import { decide } from '../../src/ledger/decide';
import { listUnstarted, noteAttempt, noteStarted, readDelivery, redeliver } from '../../src/ledger/deliveries';
import { getDocument, putDocument } from '../../src/ledger/documents';
import { listApprovals } from '../../src/ledger/list-approvals';
import { endSession, hasEnded } from '../../src/ledger/ended-sessions';
import { openLedger } from '../../src/ledger/ledger';
import { putEvidence } from '../../src/ledger/evidence';
import { declareHalt, liftHalt, listInForce } from '../../src/ledger/halts';
import { digestFacts, proposeGuidance, retireGuidance } from '../../src/ledger/guidance';
import { beginProof, endProof, putReplay, requestProof } from '../../src/ledger/proofs';
import { endRollout, noteLook, startRollout } from '../../src/ledger/rollouts';
import { addRule, endRule, readRules } from '../../src/ledger/rules';
import type { Ledger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { openRunBudgets, readLineage } from '../../src/ledger/lineage';
import { takeLeases } from '../../src/ledger/leases';
import { listUnsettled } from '../../src/ledger/list-unsettled';
import { noticeRun } from '../../src/ledger/notice-run';
import { noticeStranger } from '../../src/ledger/notice-stranger';
import { permitOf } from '../../src/ledger/permit-of';
import { readRates, setRate } from '../../src/ledger/rates';
import { closeDrift, listDrifts, listKept, readKept } from '../../src/ledger/read-quarantine';
import { putQuarantine } from '../../src/ledger/quarantine';
import { listReads, noteReads } from '../../src/ledger/reads';
import { readEntries } from '../../src/ledger/read-entries';
import { registerRun } from '../../src/ledger/register-run';
import { requireNamespace } from '../../src/ledger/require-namespace';
import { NOTHING, settle } from '../../src/ledger/settle';
import { startRun } from '../../src/ledger/start-run';
import { claimSubject } from '../../src/ledger/subjects';
import { verifyLedger } from '../../src/ledger/verify-ledger';
import { snapshot } from '../../src/ledger/verify-session';
import { addWebhook, endWebhook } from '../../src/ledger/webhooks';
import { auditedLedger, beginRun, grow } from '../helpers/audited-ledger';
import type { AuditedLedger } from '../helpers/audited-ledger';
import { freshDatabase } from '../helpers/stack';
import { worstCase } from '../helpers/worst-case';

let audited: AuditedLedger;
const logins: string[] = [];
const ledgers: Ledger[] = [];

beforeAll(async () => {
  audited = await auditedLedger();
});
afterAll(async () => {
  await Promise.all(ledgers.map((ledger) => ledger.close()));
  for (const login of logins) await audited.ledger.pool.query(`drop owned by ${login}; drop role ${login}`);
  await audited.close();
});

/** A login of its own, which has the rights of a role and nothing more. */
async function as(role: string, tenant?: string): Promise<Ledger> {
  const login = `login_${crypto.randomUUID().slice(0, 8)}`;
  await audited.ledger.pool.query(`create role ${login} login password 'x' in role ${role}`);
  if (tenant) await audited.ledger.pool.query('insert into tenant_logins values ($1, $2)', [login, tenant]);
  logins.push(login);
  const url = new URL(audited.url);
  url.username = login;
  url.password = 'x';
  const ledger = openLedger(url.href, audited.ledger.keys, { connections: 2 });
  ledgers.push(ledger);
  return ledger;
}

const fence = { temporalRun: 'first', wave: 1, activity: '1', epoch: 1 };

it('a gateway halts and rules; a worker looks, and changes neither', async () => {
  const [worker, gateway] = [await as('seaworthy_worker'), await as('seaworthy_gateway')];
  const halt = await declareHalt(gateway, { kind: 'tool', value: 'none', why: 'why', by: 'local|controller' });
  expect(await listInForce(worker, 1_000)).toMatchObject([{ id: halt.id }]);
  await expect(liftHalt(worker, { id: halt.id, why: '', by: 'me' })).rejects.toThrow('permission denied');
  await liftHalt(gateway, { id: halt.id, why: 'over', by: 'local|controller' });
  const any = { agent: '*', tenant: '*', environment: '*', fact: null, role: null, within: null };
  const denial = { ...any, target: 'tool', name: 'none', effect: 'deny', why: 'why', by: 'local|controller' } as const;
  await expect(addRule(worker, denial)).rejects.toThrow('permission denied');
  const rule = await addRule(gateway, denial);
  expect((await readRules(worker)).version).toBe(rule.version);
  await endRule(gateway, { id: rule.id, why: 'over', by: 'local|controller' });
});

it('a gateway sets budgets; a worker reserves from them, of its own tenant, and changes nothing else', async () => {
  const [worker, gateway] = [await as('seaworthy_worker'), await as('seaworthy_gateway')];
  const budget = { scope: 'tenant-month', name: 'default', usd: '5', why: 'why', by: 'local|controller' } as const;
  await setBudget(gateway, budget);
  await expect(setBudget(worker, budget)).rejects.toThrow('permission denied');
  const run = 'run-budgets' as RunId;
  await startRun(worker, { id: run, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
  const { permit } = await checkFence(worker.pool, run, fence, [], worstCase);
  if (!('reservation' in permit)) throw new Error('not reserved');
  const other = await as('seaworthy_worker', 'other');
  await settle(other.pool, permit.reservation, { usd: '0', used: NOTHING });
  expect((await listBudgets(gateway)).budgets).toMatchObject([{ name: 'default', reserved: '1' }, { name: 'w' }]);
  await settle(worker.pool, permit.reservation, { usd: '0.25', used: NOTHING });
  expect((await listBudgets(await as('seaworthy_auditor'))).budgets[0]).toMatchObject({ spent: '0.25', reserved: '0' });
  for (const each of [worker, gateway])
    for (const change of ['update budgets set drawn = 0', 'update budgets set raised = 9', 'delete from reservations'])
      await expect(each.pool.query(change)).rejects.toThrow('permission denied');
});

it('a worker hands work on: it sees who stands above, takes what is to be acted on, and makes budgets of runs, of its own tenant', async () => {
  const worker = await as('seaworthy_worker');
  const [run, child] = ['hands-on', 'handed-to'] as RunId[];
  const started = { source: 'begin', kind: 'run-started', step: null } as const;
  const header = { workflow: 'w', workflowId: 'i', tenant: 'default', agent: 'w', agentVersion: 1 };
  const begin = (id: RunId, above = {}) =>
    startRun(
      worker,
      { id, tenant: 'default', starter: 'local|starter', temporalRun: id, workflow: 'w' },
      { ...started, header: { ...header, ...above } },
    );
  await begin(run!);
  const lease = { tenant: 'default', objects: ['invoice:1'], run: run!, child: child!, at: new Date() };
  expect(await takeLeases(worker, lease)).toEqual({ type: 'taken' });
  await begin(child!, { parent: run, parentCall: 'hand.1.0' });
  expect((await readLineage(worker, child!)).map((each) => each.run)).toEqual([child, run]);
  await begin('other-run' as RunId);
  const other = { ...lease, run: 'other-run' as RunId, child: 'other-child' as RunId };
  expect(await takeLeases(worker, other)).toMatchObject({ type: 'held', by: child });
  await openRunBudgets(worker, [{ run: child!, usd: '0.10' }]);
  await expect(worker.pool.query(`update budgets set limit_usd = 9 where name = 'handed-to'`)).rejects.toThrow(
    /denied/,
  );
  expect(await readLineage(await as('seaworthy_worker', 'other'), child!)).toEqual([]);
});

it('a worker queues model calls and sends them, of its own tenant; a gateway sees that there are some', async () => {
  const [worker, gateway] = [await as('seaworthy_worker'), await as('seaworthy_gateway')];
  const run = 'run-batches' as RunId;
  await startRun(worker, { id: run, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
  const { permit } = await checkFence(worker.pool, run, fence, [], worstCase);
  if (!('reservation' in permit)) throw new Error('not reserved');
  const call = { run, step: 'tidy', visit: 1 };
  const client = await worker.pool.connect();
  await queueRequest(worker, client, call, {
    ...{ id: 'sw-1', queue: 'q', model: 'm', scopes: [], reservation: permit.reservation },
    ...{ request: { model: 'm' }, withinMs: 60_000 },
  });
  client.release();
  expect(await listOpenQueues(gateway)).toEqual(['q']);
  await expect(gateway.pool.query('select request from batch_requests')).rejects.toThrow('permission denied');
  const wanted = { queue: 'q', claim: 'c', most: 10, gatherMs: 0 };
  expect(await claimRequests(await as('seaworthy_worker', 'other'), wanted)).toBeUndefined();
  expect(await claimRequests(worker, wanted)).toMatchObject({ requests: [{ id: 'sw-1', request: { model: 'm' } }] });
  expect(await listSending(worker, 'q')).toMatchObject([{ claim: 'c', ids: ['sw-1'] }]);
  await freeRequests(worker, 'c', 'waiting'); // it never was a batch
  expect(await takeRequest(worker, call)).toMatchObject({ type: 'waits' });
  expect(await claimRequests(worker, { ...wanted, claim: 'd' })).toMatchObject({ claim: 'd' });
  await noteSubmitted(worker, 'd', 'batch');
  const [submitted] = (await readSubmitted(worker, 'batch')).values();
  const late = { source: 'x', kind: 'resumed', step: null, header: { activity: '' } } as const;
  expect(await noteAnswer(worker, submitted!, { answer: 'so', usd: '0.25', late })).toBe(false);
  expect(await takeRequest(worker, call)).toEqual({ type: 'answered', answer: 'so', model: 'm' });
  await audited.ledger.pool.query(`update batch_requests set id = 'sw-2'`);
  expect(await takeRequest(worker, call)).toEqual({ type: 'direct' }); // it does not open where it stands
  expect(await listOpenQueues(gateway)).toEqual([]);
});

it('a gateway proposes guidance, and rolls out what was proved; a worker is told it, and adds none', async () => {
  const [worker, gateway] = [await as('seaworthy_worker'), await as('seaworthy_gateway')];
  const scope = { step: null, tenant: null, about: { supplier: 'DE 1' }, category: null };
  const proposal = { workflow: 'w', text: 'Ask first.', why: 'why', by: 'local|controller', ...scope };
  await expect(proposeGuidance(worker, proposal)).rejects.toThrow('permission denied');
  const { ref } = await proposeGuidance(gateway, proposal);
  const settings = { repeats: 1, sample: 0, margin: 0, seed: 1 };
  const candidate = { guidance: [ref], model: 'm' };
  const asked = { workflow: 'w', agentVersion: 1, candidate, settings, by: 'local|controller', why: 'why' };
  const proof = await requestProof(gateway, asked);
  await beginProof(worker, proof.id);
  const result = { ended: 'concluded', passed: true, turns: 1, usd: '0', ms: 1 } as const;
  await putReplay(worker, proof.id, { item: 'i', arm: 'now', repeat: 1, result });
  await endProof(worker, proof.id, judgeProof([], [], [], settings));
  const rollout = { ...asked, proof: proof.id, settings: RolloutSettings.parse({ share: 0.5 }) };
  await expect(startRollout(worker, rollout)).rejects.toThrow('permission denied');
  const { id } = await startRollout(gateway, rollout);
  await expect(startRollout(gateway, rollout)).rejects.toMatchObject({ code: 'Rollout.Refused' });

  const grounds = { agent: { name: 'w', version: 1 }, tenant: 'default' };
  const facts = await digestFacts(worker, { supplier: 'de1' });
  const about = (subject: string, known = facts) => ({ ...grounds, about: async () => ({ subject, facts: known }) });
  const chosen = await Promise.all(Array.from({ length: 40 }, (_, n) => chooseGuidance(worker, about(`invoice ${n}`))));
  const canaries = chosen.filter(({ arm }) => arm === 'canary');
  expect(canaries.length).toBeGreaterThan(8);
  expect(canaries.length).toBeLessThan(32);
  expect(canaries[0]).toEqual({ version: `1+r${id}`, guidance: [ref], rollout: id, arm: 'canary', overrides: id });
  expect(chosen.find(({ arm }) => arm === 'control')).toEqual({
    version: '1',
    guidance: [],
    rollout: id,
    arm: 'control',
  });
  expect(await Promise.all(chosen.map((_, n) => chooseGuidance(worker, about(`invoice ${n}`))))).toEqual(chosen);
  await noteLook(gateway, id, {
    look: 1,
    at: '',
    canary: { bad: 0, of: 1 },
    control: { bad: 0, of: 1 },
    p: 1,
    bound: 0.01,
  });
  await expect(endRollout(worker, id, { to: 'promoted', by: 'b', why: 'w' })).rejects.toThrow('permission denied');
  await endRollout(gateway, id, { to: 'promoted', by: 'local|controller', why: 'why' });
  expect(await chooseGuidance(worker, about('s'))).toEqual({
    version: '1.g1',
    guidance: [ref],
    overrides: id,
  });
  expect(await chooseGuidance(worker, about('s', {}))).toMatchObject({ guidance: [] });
  for (const each of [worker, gateway])
    for (const change of [
      `update guidance set made = ''`,
      'delete from rollouts',
      'update rollout_looks set look = 9',
      'delete from replays',
    ])
      await expect(each.pool.query(change)).rejects.toThrow(/permission denied/);
  await retireGuidance(gateway, ref.split('@')[0]!, { by: 'local|controller', why: 'why' });
  expect(await chooseGuidance(worker, about('s'))).toMatchObject({ version: '1.g2', guidance: [] });
});

it('a gateway notes who read what, an auditor looks, and neither takes it back', async () => {
  const [worker, gateway] = [await as('seaworthy_worker'), await as('seaworthy_gateway')];
  const auditor = await as('seaworthy_auditor');
  const read = { by: 'local|controller', door: 'run' } as const;
  await noteReads(gateway, read, ['run-1', 'run-2']);
  expect((await listReads(auditor, { by: [read.by], limit: 10 })).reads).toMatchObject([
    { what: 'run-2', ...read },
    { what: 'run-1', ...read },
  ]);
  await expect(noteReads(auditor, read, ['run-3'])).rejects.toThrow('permission denied');
  await expect(noteReads(worker, read, ['run-3'])).rejects.toThrow('permission denied');
  await expect(listReads(worker, { limit: 10 })).rejects.toThrow('permission denied');
  for (const ledger of [gateway, auditor])
    for (const change of ['delete from reads', `update reads set who = ''`, 'truncate reads'])
      await expect(ledger.pool.query(change)).rejects.toThrow('permission denied');
});

it('a gateway ends sessions, and nobody else has to do with them', async () => {
  const [worker, gateway] = [await as('seaworthy_worker'), await as('seaworthy_gateway')];
  await endSession(gateway, { id: 'long over', until: new Date(0) });
  await endSession(gateway, { id: 's', until: new Date(Date.now() + 60_000) });
  expect([await hasEnded(gateway, 's'), await hasEnded(gateway, 'long over')]).toEqual([true, false]);
  await expect(hasEnded(worker, 's')).rejects.toThrow('permission denied');
  await expect(hasEnded(await as('seaworthy_auditor'), 's')).rejects.toThrow('permission denied');
});

it('a gateway adds webhooks and wants deliveries; a worker notes what came of them, and adds none', async () => {
  const [worker, gateway, other] = [
    await as('seaworthy_worker'),
    await as('seaworthy_gateway'),
    await as('seaworthy_gateway', 'elsewhere'),
  ];
  const hook = {
    id: 'wh_1',
    tenant: '*',
    url: 'https://a.example',
    events: ['run.ended' as const],
    secret: 's',
    by: 'b',
  };
  await expect(addWebhook(worker, hook)).rejects.toThrow('permission denied');
  await addWebhook(gateway, hook);
  await expect(addWebhook(other, { ...hook, id: 'wh_2' })).rejects.toThrow('row-level security');
  const run = await beginRun(worker, 'told');
  const end = { source: 'w:9', kind: 'run-ended', step: null, header: { end: 'done' } } as const;
  await append(worker, run, null, [end]);
  const [wanted] = await listUnstarted(gateway, 10);
  await noteStarted(gateway, wanted!);
  expect(await readDelivery(worker, wanted!.id)).toMatchObject({ run, state: 'pending' });
  await noteAttempt(worker, wanted!.id, '503', 'dead');
  expect(await redeliver(gateway, wanted!.id)).toMatchObject({ round: 2, state: 'pending' });
  expect(await listUnstarted(other, 10)).toEqual([]);
  await endWebhook(worker, 'wh_1', 'gone');
});

it('a gateway keeps evidence, which nobody changes, and others do not add', async () => {
  const evidence = {
    ...{ drill: 'hostile' as const, workflow: 'w', agentVersion: 1, rulesVersion: 0, code: 'c', seed: 1, runs: 1 },
    ...{ passed: true, summary: {}, version: { instructions: 'd' } },
  };
  await putEvidence(await as('seaworthy_gateway'), evidence);
  for (const role of ['seaworthy_worker', 'seaworthy_auditor'])
    await expect(putEvidence(await as(role), evidence)).rejects.toThrow('permission denied');
  for (const change of ['update evidence set passed = false', 'delete from evidence', 'truncate evidence'])
    await expect(audited.ledger.pool.query(change)).rejects.toThrow('rows of evidence are kept');
});

it('a worker does its work', async () => {
  const worker = await as('seaworthy_worker');
  const run = await beginRun(worker, 'worked');
  const taken = { id: 'run-taken' as RunId, tenant: 'default', starter: 'intake|mailbox', temporalRun: 'first' };
  for (let again = 0; again < 2; again++)
    await registerRun(worker, { ...taken, workflow: 'w', workflowId: 'w-taken', name: 'taken' });
  const draw = { subject: 's', amount: '1', within: '1 day', ceiling: '1' };
  const limits = { draws: [draw], approved: false };
  const claim = await claimWrite(
    worker,
    { run, step: 's', tool: 't', key: 'k2', call: 'c', digest: 'd', requestTimeoutMs: 1, scopes: [], limits },
    fence,
  );
  const system = { name: 'erp', requestTimeoutMs: 1, settlesWithinMs: 1 };
  expect(await beginSending(worker, claim, system, [])).toMatchObject({ type: 'may-send' });
  await noteDraft(worker, claim, 'draft');
  await releaseClaim(worker, claim, 'unknown');
  await freeClaim(worker, claim, 'local|lead', 'd');
  await settleClaim(worker, claim, 'done');
  const document = await putDocument(worker, { bytes: Buffer.from('x'), mediaType: 'text/plain' });
  await getDocument(worker, document);
  await claimSubject(worker, { tenant: 'default', workflow: 'w', key: 'k', run, facts: {} });
  const misfit = { system: 'erp', contract: 'GET /ping', answer: '?', drift: ['status'] };
  await putQuarantine(worker, { run, step: 's', tool: 't' }, misfit);
  await putQuarantine(worker, { run, step: 's', tool: 't' }, misfit);
  await permitOf(worker, { name: 'erp', rps: 50 })({ patient: false });
  await permitOf(worker, { name: 'erp', rps: 50 })({ patient: false });
  await adoptRun(worker, run, { ...fence, temporalRun: 'second' });
  expect(await readEntries(worker, run)).toHaveLength(9);
});

it('a gateway does its work', async () => {
  const gateway = await as('seaworthy_gateway');
  const run = 'asked' as RunId;
  const registered = {
    ...{ id: run, tenant: 'default', starter: 'local|starter', temporalRun: 'first' },
    ...{ workflow: 'w', workflowId: 'w-asked', name: 'asked' },
  };
  await registerRun(gateway, registered);
  await registerRun(gateway, registered);
  const header = { approval: 'a' as never, gate: 'approval', role: 'r', tool: 't', digest: 'd' } as const;
  await append(audited.ledger, run, null, [
    { source: 'w:0', kind: 'approval-asked', step: 's', header: { ...header, due: '2026-12-01T00:00:00Z' }, body: {} },
  ]);
  await listApprovals(gateway, { limit: 10 });
  await decide(gateway, audited.keys, {
    ...{ approval: 'a' as never, decision: 'approve', reason: 'fine', roles: ['r'] },
    by: { issuer: 'local', subject: 'lead' },
  });
  await requireNamespace(gateway, 'namespace');
  await noticeStranger(gateway, { temporalRun: 'other', workflowId: 'w-other', type: 'w' });
  expect(await listUnsettled(gateway, run)).toEqual([]);
  await setRate(gateway, { system: 'mailbox', rps: 2, why: 'w', by: 'local|operator' });
  await setRate(gateway, { system: 'mailbox', rps: null, why: 'w', by: 'local|operator' });
  expect((await readRates(gateway)).get('mailbox')).toMatchObject({ set: null });
  const [kept] = await listKept(gateway);
  expect(await readKept(gateway, kept!.id)).toMatchObject({ answer: '?' });
  expect(await listDrifts(gateway)).toHaveLength(1);
  await closeDrift(gateway, 'erp', 'GET /ping');
  const paused = { what: 'paused', temporalRun: 'first', body: null } as const;
  const seen = [noticeRun(gateway, registered, paused), noticeRun(gateway, registered, paused)];
  expect((await Promise.all(seen)).sort()).toEqual([false, true]);
  await putDocument(gateway, { bytes: Buffer.from('y'), mediaType: 'text/plain' });
  expect(await new Checkpointer(gateway, audited.store, audited.keys).take()).toMatchObject({ number: 1 });
});

it('an auditor reads everything and verifies', async () => {
  const auditor = await as('seaworthy_auditor');
  expect(await snapshot(auditor, (client) => verifyLedger(client, {}))).toMatchObject({ findings: [] });
  await expect(
    auditor.pool.query(`insert into documents (id, key, media_type, bytes) values ('x', 'k', 't', '')`),
  ).rejects.toThrow('denied');
});

const FORBIDDEN = [
  `insert into entries values ('worked', 99, 's', 'decided', null, now(), '{}', '', '')`,
  `update entries set body = ''`,
  `delete from entries`,
  `truncate entries cascade`,
  `alter table entries disable trigger all`,
  `drop trigger entries_are_insert_only on entries`,
  `set session_replication_role = replica`,
  `update runs set seq = 0`,
  `update runs set head = ''`,
  `update runs set starter = 'local|other'`,
  `update runs set tenant = 'other'`,
  `insert into runs (id, tenant, starter, temporal_run, seq) values ('x', 'default', 's', 't', 5)`,
  `delete from runs`,
  `update approvals set status = 'decided'`,
  `insert into approvals (id, run) values ('x', 'worked')`,
  `delete from claims`,
  `update documents set bytes = ''`,
  `delete from documents`,
  `update document_runs set run = ''`,
  `delete from document_runs`,
  `select rebuild_projections()`,
  `select project('worked', 1, 'run-ended', null, now(), '{}')`,
  `create or replace function sealed_header(text, int, text, text, text, timestamptz, text) returns bytea language sql as $$ select ''::bytea $$`,
  `create function append_entries() returns void language sql as $$ $$`,
  `create table mine (a int)`,
  `delete from rates`,
  `delete from drifts`,
  `update quarantine set answer = ''`,
  `delete from checkpoints`,
  `update checkpoints set hash = ''`,
  `insert into tenant_logins values (session_user, 'other')`,
  `delete from drizzle.__drizzle_migrations`,
  `alter role current_user superuser`,
  `set role seaworthy`,
];

it.each(['seaworthy_worker', 'seaworthy_gateway', 'seaworthy_auditor'])(
  '%s cannot change what happened',
  async (role) => {
    const ledger = await as(role);
    const refused: string[] = [];
    for (const statement of FORBIDDEN) {
      await ledger.pool.query(statement).catch((error: { code?: string }) => {
        const FOR_WANT_OF_RIGHTS = ['42501'];
        if (FOR_WANT_OF_RIGHTS.includes(error.code ?? '')) refused.push(statement);
        else throw error;
      });
    }
    expect(refused).toEqual(FORBIDDEN);
  },
);

it('append_entries is not led astray by what a caller puts in its way', async () => {
  const worker = await as('seaworthy_worker');
  const run = await beginRun(audited.ledger, 'astray');
  const client = await worker.pool.connect();
  try {
    await client.query('create temp table entries (like public.entries)');
    await client.query('set search_path = pg_temp, public');
    const entry: NewEntry = { source: 'x', kind: 'resumed', step: null, header: { activity: '1' } };
    await append(worker, run, fence, [entry], client);
  } finally {
    client.release(true);
  }
  expect(await readEntries(audited.ledger, run)).toHaveLength(8);
});

it('a login that is bound to a tenant sees and touches nothing of another', async () => {
  const ours = await as('seaworthy_worker', 'ours');
  const theirs = await beginRun(audited.ledger, 'theirs', 'theirs');
  await claimSubject(audited.ledger, { tenant: 'theirs', workflow: 'w', key: 'k', run: theirs, facts: {} });
  const mine = await beginRun(ours, 'ours', 'ours');
  await grow(ours, mine, ['a']);
  for (const table of ['runs', 'entries', 'approvals', 'claims', 'subjects']) {
    const column = table === 'runs' ? 'id' : 'run';
    const { rows } = await ours.pool.query<{ run: string }>(`select distinct ${column} as run from ${table}`);
    expect({ table, runs: rows.map(({ run }) => run) }).toEqual({ table, runs: table === 'subjects' ? [] : ['ours'] });
  }
  await expect(grow(ours, theirs, ['b'])).rejects.toThrow('serves tenant ours only');
  await expect(startRun(ours, { id: 'x' as RunId, tenant: 'theirs', starter: 's', temporalRun: 't' })).rejects.toThrow(
    'tenant ours',
  );
  const { rowCount } = await ours.pool.query(`update claims set state = 'settled' where run = 'theirs'`);
  expect(rowCount).toBe(0);
  await expect(
    ours.pool.query(`insert into claims (run, tool, business_key, call, digest) values ('theirs', 't', 'z', 'c', 'd')`),
  ).rejects.toThrow('row-level security');
});

describe('migrating as a role that does not own the tables', () => {
  it('changes nothing when the schema is current', async () => {
    expect(await migrate(await as('seaworthy_worker'))).toMatchObject({ as: 'role' });
  });

  it('says which command to run when it is not', async () => {
    const empty = await freshDatabase();
    await as('seaworthy_worker');
    const url = new URL(empty.url);
    url.username = logins.at(-1)!;
    url.password = 'x';
    const ledger = openLedger(url.href, undefined);
    await expect(migrate(ledger)).rejects.toThrow('run `seaworthy migrate` with the owner');
    await ledger.close();
    await empty.drop();
  });

  it('is safe for many owners at once', async () => {
    const database = await freshDatabase();
    const many = Array.from({ length: 4 }, () => openLedger(database.url, undefined, { connections: 2 }));
    expect(await Promise.all(many.map(migrate))).toEqual(many.map(() => ({ as: 'owner', without: [] })));
    await Promise.all(many.map((ledger) => ledger.close()));
    await database.drop();
  });
});
