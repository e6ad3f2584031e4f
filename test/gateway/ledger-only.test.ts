// Needs PostgreSQL and a Temporal dev server (stack); the runs are only in the ledger.
import { append } from '../../src/ledger/append';
import { adoptRun } from '../../src/ledger/adopt-run';
import type { NewEntry } from '../../src/contracts/entry';
import type { ApprovalId, RunId } from '../../src/contracts/ids';
import { listUndelivered } from '../../src/ledger/list-undelivered';
import { startRun } from '../../src/ledger/start-run';
import { Client, Connection } from '@temporalio/client';
import type { SeaworthyClient } from '../../client';
import { startGateway } from '../../src/gateway/start-gateway';
import { clientFor, openOffice, people } from './office';
import type { Office } from './office';
import { paperAgent } from './workflows/paper-agent';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const by = { issuer: 'local', subject: 'reviewer' };
const fence = { temporalRun: 'first', wave: 1, activity: '1', epoch: 1 };

async function asked(run: string, approvals: string[] = [`${run}.1.1`]): Promise<ApprovalId> {
  const id = run as RunId;
  await startRun(office.ledger, { id, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
  const thought = [
    { type: 'text', text: 'I see \u001b[31mred\u202e.' },
    { type: 'tool_use', id: 'a', name: 'buy', input: { why: 'first', number: '1', amount: '200' } },
    { type: 'tool_use', id: 'b', name: 'buy', input: { why: 'second', number: '2', amount: '300', smuggled: 'x' } },
  ];
  const header = { turn: 1, model: 'm', stop: 'tool_use', usd: '0.001', ms: 5, requestId: 'r' };
  const tokens = { input: 1, output: 1, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  await append(office.ledger, id, fence, [
    {
      source: 'begin',
      kind: 'run-started',
      step: null,
      header: {
        workflow: 'orderPaper',
        workflowId: `paper-${run}`,
        tenant: 'default',
        agent: 'order-paper',
        agentVersion: 2,
      },
    },
    { source: '1:1:thought', kind: 'thought', step: 'think', header: { ...header, ...tokens }, body: thought },
    ...approvals.map((approval, index): NewEntry => ({
      source: `w:${index}`,
      kind: 'approval-asked',
      step: 'think',
      header: {
        approval: approval as ApprovalId,
        gate: 'approval',
        role: 'lead',
        tool: 'buy',
        digest: 'd',
        due: '2030-01-01T00:00:00.000Z',
      },
      body: {
        title: 'Approve buy',
        rule: 'limit',
        tool: 'buy',
        origin: { seq: 2 },
        call: 'think.1.1.1',
        shown: { why: 'second' },
      },
    })),
  ]);
  return approvals[0] as ApprovalId;
}

it('shows of several calls the one that is asked about, as it will be sent', async () => {
  const approval = await asked('run_calls');
  expect(await office.client.approval(approval)).toMatchObject({ args: { number: '2', amount: '300' } });
  expect((await office.client.approval(approval)).args).not.toHaveProperty('smuggled');
  const { timeline } = await office.client.run('run_calls');
  expect(timeline[1]).toMatchObject({ kind: 'thought', why: 'first second', usd: '0.001', ms: 5 });
});

it('what was asked before a person let a reset run go on is void', async () => {
  const approval = await asked('run_reset');
  await adoptRun(office.ledger, 'run_reset' as RunId, { temporalRun: 'second', wave: 0, activity: '9', epoch: 1 });
  expect(await office.client.approval(approval)).toMatchObject({ status: 'void' });
  expect((await office.client.approvals()).map(({ id }) => id)).not.toContain(approval);
  await expect(office.decide({ approval, decision: 'approve', by, reason: '' })).rejects.toMatchObject({
    code: 'Approval.Decided',
  });
});

it('redelivery takes one decision of each run, the oldest, and leaves alone what is young', async () => {
  await asked('run_out', ['run_out.1.1', 'run_out.1.2']);
  await asked('run_put');
  for (const approval of ['run_out.1.2', 'run_out.1.1', 'run_put.1.1'])
    await office.decide({ approval: approval as ApprovalId, decision: 'deny', by, reason: '' });
  expect(await listUndelivered(office.ledger, 60_000, 10)).toEqual([]);
  expect((await listUndelivered(office.ledger, 0, 10)).map(({ approval }) => approval)).toEqual([
    'run_out.1.2',
    'run_put.1.1',
  ]);
  expect(await listUndelivered(office.ledger, 0, 1)).toHaveLength(1);
});

describe('while Temporal does not answer', () => {
  let client: SeaworthyClient;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const connection = Connection.lazy({ address: '127.0.0.1:1' });
    const temporal = new Client({ connection });
    const agents = { [paperAgent.name]: paperAgent };
    const gateway = await startGateway({ ledger: office.ledger, keys: office.keys, people, temporal, agents });
    client = clientFor(gateway.url);
    close = async () => {
      await gateway.close();
      await connection.close();
    };
  });
  afterAll(() => close());

  it('a decision is accepted within seconds', async () => {
    const approval = await asked('run_alone');
    for (const [decided, wait] of [
      [approval, true],
      [await asked('run_alone_too'), false],
    ] as const) {
      const began = Date.now();
      expect(await client.decide(decided, { decision: 'approve' }, { wait })).toMatchObject({ status: 'accepted' });
      expect(Date.now() - began).toBeLessThan(30_000);
    }
  });

  it('a start is refused, and its key starts one run later on', async () => {
    const start = (by: SeaworthyClient) => by.start('order-paper', { number: 'late' }, { idempotencyKey: 'late' });
    await expect(start(client)).rejects.toMatchObject({ code: 'Temporal.Unreachable' });
    expect(await start(office.client)).toEqual(await start(office.client));
  });
});

it('a decision on a run that Temporal does not know is accepted and stands', async () => {
  const approval = await asked('run_gone');
  const received = await office.client.decide(approval, { decision: 'approve', reason: 'yes' }, { wait: true });
  expect(received).toMatchObject({ status: 'accepted', approval, run: 'run_gone', missing: 0 });
  expect(await office.client.approval(approval)).toMatchObject({
    status: 'decided',
    decided: { decision: 'approve', by: 'local|reviewer', reason: 'yes' },
  });
});
