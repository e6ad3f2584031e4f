// Needs PostgreSQL (embedded, from the global set-up); Prometheus is a stand-in, and Temporal does not answer.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { createClient } from '../../client';
import { agents } from '../../src/agents';
import type { Agent } from '../../src/agents/define-agent';
import { invoiceAgent } from '../../src/agents/invoice-exceptions';
import { versionOf } from '../../src/agents/version-of';
import type { NewEntry } from '../../src/contracts/entry';
import type { CallId, RunId } from '../../src/contracts/ids';
import { startGateway } from '../../src/gateway/start-gateway';
import type { RunningGateway } from '../../src/gateway/start-gateway';
import { append } from '../../src/ledger/append';
import { setBudget } from '../../src/ledger/budgets';
import { claimWrite } from '../../src/ledger/claims';
import { putEvidence } from '../../src/ledger/evidence';
import { declareHalt, liftHalt } from '../../src/ledger/halts';
import { noteIntake } from '../../src/ledger/intake';
import { noteDrift } from '../../src/ledger/note-drift';
import { openLedger } from '../../src/ledger/ledger';
import { startRun } from '../../src/ledger/start-run';
import { alerts, usualThresholds } from '../../src/telemetry/deploy/alerts';
import { invoiceExceptionsMap } from '../../src/workflows/invoice-exceptions';
import { auditedLedger } from '../helpers/audited-ledger';
import type { AuditedLedger } from '../helpers/audited-ledger';

const name = invoiceAgent.name;
const version = versionOf(invoiceAgent, invoiceExceptionsMap);
const steps = Object.entries(invoiceExceptionsMap.steps);

let audited: AuditedLedger;
let connection: Connection;
let gateways: RunningGateway[];
let loaded: string[];
const prometheus = createServer((_, answer) =>
  answer.end(JSON.stringify({ data: { groups: [{ rules: loaded.map((rule) => ({ name: rule })) }] } })),
);

beforeAll(async () => {
  audited = await auditedLedger();
  connection = Connection.lazy({ address: '127.0.0.1:1' });
  gateways = [];
  await new Promise<void>((resolve) => prometheus.listen(0, '127.0.0.1', resolve));
  process.env['SEAWORTHY_PROMETHEUS'] = `http://127.0.0.1:${(prometheus.address() as AddressInfo).port}`;
  process.env['SEAWORTHY_MODEL_TOKENS_PER_MINUTE'] = '400000';
  process.env['SEAWORTHY_REVIEWER_HOURS'] = '300';
});
afterAll(async () => {
  for (const setting of ['PROMETHEUS', 'MODEL_TOKENS_PER_MINUTE', 'REVIEWER_HOURS'])
    delete process.env[`SEAWORTHY_${setting}`];
  await Promise.all(gateways.map((gateway) => gateway.close()));
  prometheus.close();
  await connection.close();
  await audited.close();
});

async function open(agent: Agent = invoiceAgent, ledger = audited.ledger): Promise<RunningGateway> {
  const gateway = await startGateway({
    ...{ ledger, keys: audited.keys, temporal: new Client({ connection }) },
    ...{ agents: { ...agents, [name]: agent }, checkpoints: audited },
  });
  gateways.push(gateway);
  return gateway;
}

async function states(gateway: RunningGateway): Promise<Record<string, string>> {
  const { criteria } = await createClient({ url: gateway.url, as: 'reviewer' }).readiness(name);
  return Object.fromEntries(criteria.map(({ id, state, says }) => [id, `${state}: ${says}`]));
}

/** A run that goes through every step and takes every branch and exception path, as its entries tell it. */
async function begin(run: RunId, skip: { step?: string; exception?: string } = {}): Promise<void> {
  const { ledger } = audited;
  const fence = { temporalRun: 'first', wave: 1, activity: '1', epoch: 1 };
  const header = { workflow: 'invoiceExceptions', workflowId: `w-${run}`, tenant: 'default', agent: name };
  const row = { id: run, tenant: 'default', starter: 'local|starter', temporalRun: 'first' };
  await startRun(ledger, { ...row, workflow: 'invoiceExceptions' });
  let count = 0;
  const source = (): string => `w:${(count += 1)}`;
  const of: NewEntry[] = [
    {
      ...{ source: 'begin', kind: 'run-started', step: null, body: { starter: 'local|starter' } },
      header: { ...header, agentVersion: version.agentVersion, declared: version.digest, traced: true },
    },
    ...steps.flatMap(([step, { kind, ...declared }]): NewEntry[] => [
      ...(kind === 'end'
        ? []
        : [{ source: source(), kind: 'step-entered' as const, step, header: { visit: 1, kind } }]),
      ...('branches' in declared ? declared.branches : []).map((branch): NewEntry => ({
        source: source(),
        kind: 'branch-taken',
        step,
        header: { branch },
      })),
      ...Object.keys(declared).flatMap((exception): NewEntry[] =>
        /^on[A-Z]/.test(exception) && !(step === skip.step && exception === skip.exception)
          ? [
              {
                ...{ source: source(), kind: 'path-taken', step },
                header: { exception: exception as 'onDenied', path: 'goTo', to: 'triage' },
              },
            ]
          : [],
      ),
    ]),
    { source: source(), kind: 'parked', step: 'post', header: { system: 'erp' } },
    { source: source(), kind: 'unparked', step: 'post', header: { system: 'erp' } },
  ];
  await append(ledger, run, fence, of);
  for (const tool of ['postInvoice', 'respond']) {
    const call = `${run}.${tool}` as CallId;
    const claim = { run, step: 'post', tool, key: tool, call, digest: 'd', requestTimeoutMs: 1_000, scopes: [] };
    await claimWrite(ledger, claim, fence);
    const result = { call, tool, outcome: 'done' as const, ms: 1 };
    await append(ledger, run, fence, [
      { source: `call:${call}:result`, kind: 'result', step: 'post', header: result, body: {} },
    ]);
  }
  await append(ledger, run, fence, [{ source: source(), kind: 'run-ended', step: null, header: { end: 'posted' } }]);
}

it('everything is told of a clean ledger, and nothing holds that nothing shows', async () => {
  loaded = [];
  const told = await states(await open());
  expect(told['workflow-first.branches']).toMatch(/^no-evidence/);
  expect(told['governance.hostile-drill']).toMatch(/^no-evidence.*never been run/);
  expect(told['governance.alerts']).toMatch(/^fails: Not loaded/);
  expect(told['cost.budget']).toMatch(/^no-evidence/);
});

describe('with all evidence', () => {
  beforeAll(async () => {
    const { ledger, checkpointer } = audited;
    for (let n = 0; n < 12; n += 1) {
      await begin(`run_${n}` as RunId, { step: 'triage', exception: 'onExpired' });
      await noteIntake(ledger, {
        ...{ source: 'folder', item: `i${n}`, part: 0, tenant: 'default', outcome: 'started', run: `run_${n}` },
      });
    }
    const drill = { workflow: name, agentVersion: version.agentVersion, rulesVersion: 0, version: version.parts };
    const outcome = { code: '0.1.0', seed: 1, runs: 100, passed: true };
    await putEvidence(ledger, { drill: 'hostile', ...drill, ...outcome, summary: {} });
    const cells = steps.map(([step]) => ({ step }));
    await putEvidence(ledger, { drill: 'faults', ...drill, ...outcome, summary: { cells } });
    const by = 'local|controller';
    const halt = await declareHalt(ledger, { kind: 'workflow', value: name, why: 'rehearsal', by });
    await liftHalt(ledger, { id: halt.id, why: 'rehearsed', by });
    await setBudget(ledger, { scope: 'workflow-month', name, usd: '500', why: 'agreed', by });
    loaded = alerts(usualThresholds).map(({ name: rule }) => rule);
    await checkpointer.take();
  });

  it('an exception path that was never taken is missed until it is', async () => {
    const gateway = await open();
    expect((await states(gateway))['workflow-first.exceptions']).toBe(
      'fails: 30 of 31 exception paths taken. Never: triage.onExpired.',
    );
    await begin('run_late' as RunId);
    const lacking = Object.entries(await states(gateway)).filter(([, told]) => !told.startsWith('holds'));
    expect(lacking.map(([id]) => id)).toEqual(['feedback.cases', 'feedback.lift']);
  });

  it("a gateway's own login may gather all of it", async () => {
    await audited.ledger.pool.query(`create role readiness_login login password 'x' in role seaworthy_gateway`);
    const url = new URL(audited.url);
    Object.assign(url, { username: 'readiness_login', password: 'x' });
    const ledger = openLedger(url.href, audited.ledger.keys, { connections: 4 });
    try {
      const gateway = await open(invoiceAgent, ledger);
      expect((await states(gateway))['governance.ledger']).toMatch(/^holds: Intact/);
      await gateways.pop()!.close();
    } finally {
      await ledger.close();
      await audited.ledger.pool.query('drop owned by readiness_login; drop role readiness_login');
    }
  });

  it('a changed tool makes stale what it touches, runs included', async () => {
    const { respond } = invoiceAgent.tools;
    const tools = { ...invoiceAgent.tools, respond: { ...respond, description: 'Answers.' } };
    const told = await states(await open({ ...invoiceAgent, tools }));
    expect(told['governance.hostile-drill']).toMatch(/^fails.*tool respond changed/);
    expect(told['integration.faults-drill']).toMatch(/^fails.*tool respond changed/);
    expect(told['workflow-first.branches']).toBe('no-evidence: There is no run of this version.');
    expect(told['cost.measured']).toMatch(/^no-evidence/);
  });

  it('drift, a rule and alerts that are gone are seen', async () => {
    const gateway = await open();
    await noteDrift(audited.ledger, { system: 'erp', contract: 'GET /invoices', fields: ['total'] });
    loaded = loaded.slice(1);
    const told = await states(gateway);
    expect(told['integration.drift']).toBe('fails: Drifted: erp GET /invoices total.');
    expect(told['governance.alerts']).toMatch(/^fails/);
  });

  it('a waiver is kept by the ledger, counts until it ends, and is of admins alone', async () => {
    const { url } = await open();
    const admin = createClient({ url, as: 'controller' });
    const waived = { criterion: 'integration.drift', why: 'mended on Monday' };
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect(await admin.waive(name, { ...waived, until })).toMatchObject([
      { criterion: 'integration.drift', by: 'local|controller', why: 'mended on Monday', until },
    ]);
    const drift = async () => (await admin.readiness(name)).criteria.find(({ id }) => id === 'integration.drift')!;
    expect(await drift()).toMatchObject({ state: 'waived', waiver: { by: 'local|controller' } });
    expect(await admin.waive(name, { ...waived, until: null })).toEqual([]);
    expect(await drift()).toMatchObject({ state: 'fails', waiver: null });
    await expect(admin.waive(name, { ...waived, until: new Date(0).toISOString() })).rejects.toMatchObject({
      code: 'Input.Invalid',
    });
    await expect(admin.waive(name, { ...waived, criterion: 'x', until })).rejects.toThrow('governance.halt');
    const other = createClient({ url, as: 'reviewer' });
    await expect(other.waive(name, { ...waived, until })).rejects.toMatchObject({ code: 'Role.Missing' });
  });

  it('a drill that is taken away, and a row of the ledger that is edited, are found', async () => {
    const gateway = await open();
    const { pool } = audited.ledger;
    await pool.query('alter table evidence disable trigger user');
    await pool.query(`delete from evidence where drill = 'faults'`);
    await pool.query('alter table entries disable trigger user');
    await pool.query(
      `update entries set header = replace(header, 'posted', 'refused') where run = 'run_3' and kind = 'run-ended'`,
    );
    const told = await states(gateway);
    expect(told['integration.faults-drill']).toMatch(/^no-evidence/);
    expect(told['governance.ledger']).toMatch(/^fails: Not intact: .*run_3/);
  });
});
