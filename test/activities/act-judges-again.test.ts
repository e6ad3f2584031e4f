// Needs PostgreSQL (embedded, from the global set-up) and a small system over a real socket; no Temporal server.
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Agent } from '../../src/agents/define-agent';
import type { AnyTool } from '../../src/agents/define-tool';
import type { ActInput, ActResult } from '../../src/contracts/activities';
import type { ApprovalId, CallId, RunId } from '../../src/contracts/ids';
import type { Json } from '../../src/contracts/json';
import { createAct } from '../../src/activities/act/act';
import { Transcripts } from '../../src/activities/reason/transcripts';
import type { KeyRing } from '../../src/integrations/keys/key-ring';
import { append } from '../../src/ledger/append';
import { decide } from '../../src/ledger/decide';
import { digestOf } from '../../src/ledger/digest-of';
import type { Ledger } from '../../src/ledger/ledger';
import { openLedger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { startRun } from '../../src/ledger/start-run';
import { testKeys } from '../helpers/keys';
import { shelfAgent } from '../helpers/shelf/shelf-agent';
import { startShelf } from '../helpers/shelf/shelf-server';
import type { Shelf } from '../helpers/shelf/shelf-server';
import { shelfMap } from '../helpers/shelf/workflows';
import { freshDatabase } from '../helpers/stack';

/** Of one kind of thing no more than 150 is stored in a day without a person, however small the parts. */
const over = { rule: 'limit-of-the-day', role: 'lead', within: '2 hours' };
const agent: Agent = {
  ...shelfAgent,
  tools: {
    ...shelfAgent.tools,
    store: {
      ...shelfAgent.tools.store,
      limit: ({ item, amount }: { item: string; amount: string }) =>
        item.includes('-') && { subject: item.split('-')[0]!, amount, within: '24 hours', ceiling: '150', over },
    } as AnyTool,
  },
};
const RUN = 'run-judged-again' as RunId;
let ledger: Ledger;
let shelf: Shelf;
let drop: () => Promise<void>;
let act: (input: ActInput) => Promise<ActResult>;
let keys: KeyRing;
let next = 0;

beforeAll(async () => {
  const database = await freshDatabase();
  drop = database.drop;
  ledger = openLedger(database.url);
  await migrate(ledger);
  ({ keys } = await testKeys());
  shelf = await startShelf();
  await startRun(ledger, { id: RUN, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
  const activity = createAct({
    ledger,
    verifier: keys,
    model: { think: () => Promise.reject(new Error('no model here')) },
    agents: { [agent.name]: agent },
    maps: { [shelfMap.name]: shelfMap },
    clientOf: (system) => system.connect({ env: { SHELF_URL: shelf.url }, documents: undefined as never }),
    mainQueue: 'seaworthy',
    environment: 'test',
    transcripts: new Transcripts(ledger),
  });
  act = (input) => {
    const environment = new MockActivityEnvironment({
      activityId: `a${++next}`,
      workflowExecution: { workflowId: 'w', runId: 'first' },
    });
    return environment.run<[ActInput], ActResult, typeof activity>(activity, input);
  };
});
afterAll(async () => {
  await Promise.all([ledger.close(), shelf.close()]);
  await drop();
});

const effects = (): number => Object.values(shelf.effects).flat().length;

/** What a workflow gone wrong might ask: any tool, in any step, with arguments it recorded itself. */
async function asked(step: string, tool: string, args: Json, shown?: Json): Promise<ActResult> {
  const call = `${step}.1.${++next}` as CallId;
  const approval = shown === undefined ? undefined : await approvalOf(call, shown, { ...over, step });
  next += 1;
  return act({
    position: {
      run: RUN,
      wave: 1,
      facts: [{ index: next, at: 0, kind: 'call-asked', step, header: { call, tool }, body: args }],
    },
    agent: shelfAgent.name,
    step,
    call,
    tool,
    origin: { fact: next },
    wantsOutput: true,
    ...(approval ? { approval } : {}),
  });
}

async function approvalOf(
  call: CallId,
  args: Json,
  { rule, role, step }: { rule: string; role: string; step: string },
): Promise<ApprovalId> {
  const approval = `${RUN}.1.${++next}` as ApprovalId;
  await append(ledger.pool, RUN, null, [
    {
      source: approval,
      kind: 'approval-asked',
      step,
      header: {
        approval,
        gate: 'approval',
        role,
        tool: 'store',
        digest: digestOf(args),
        due: new Date(Date.now() + 3_600_000).toISOString(),
      },
      body: { call, rule },
    },
  ]);
  const by = { issuer: 'local', subject: 'reviewer' };
  await decide(ledger, keys, { approval, decision: 'approve', by, roles: [role], reason: '' });
  return approval;
}

/** A call as the model proposed it and policy judged it then. */
async function proposed(args: Json, verdict: 'needs-approval' | 'denied', isApproved = false): Promise<ActResult> {
  const turn = ++next;
  const call = `tidy.1.${turn}.0` as CallId;
  const rule = { rule: 'rule-9', role: 'keeper', within: '1 hour' };
  const { seq } = await append(ledger.pool, RUN, null, [
    {
      source: `t:${turn}`,
      kind: 'thought',
      step: 'tidy',
      header: { turn, model: 'm', stop: 'tool_use', usd: '0', ms: 0, requestId: '', ...noTokens },
      body: [{ type: 'tool_use', id: 'x', name: 'store', input: { why: 'so', ...(args as object) } }],
    },
  ]);
  await append(ledger.pool, RUN, null, [
    {
      source: `call:${call}:verdict`,
      kind: 'verdict',
      step: 'tidy',
      header: { call, tool: 'store', verdict, rule: 'rule-9', policy: 7, rules: 1, digest: digestOf(args) },
      body: verdict === 'denied' ? { why: 'so', reason: 'not then' } : { why: 'so', approval: rule },
    },
  ]);
  const approval = isApproved ? await approvalOf(call, args, { ...rule, step: 'tidy' }) : undefined;
  return act({
    position: { run: RUN, wave: 1, facts: [] },
    agent: agent.name,
    step: 'tidy',
    call,
    tool: 'store',
    origin: { seq },
    wantsOutput: true,
    ...(approval ? { approval } : {}),
  });
}
const noTokens = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

describe('act judges by the stricter of then and now', () => {
  it('what was denied when it was proposed stays denied', async () => {
    const before = effects();
    expect(await proposed({ item: 'then', amount: '1' }, 'denied')).toEqual({ type: 'denied', reason: 'not then' });
    expect(effects()).toBe(before);
  });

  it('what needed a person then needs one now, though no rule asks any more', async () => {
    const args = { item: 'asked', amount: '1' };
    expect(await proposed(args, 'needs-approval')).toMatchObject({
      type: 'needs-approval',
      approval: { rule: 'rule-9', role: 'keeper' },
    });
    expect(await proposed(args, 'needs-approval', true)).toMatchObject({ type: 'done' });
  });
});

describe('a limit that could be dodged by splitting', () => {
  it('asks a person once the parts add up to more, and takes an approval of this very call', async () => {
    expect(await asked('store', 'store', { item: 'oak-1', amount: '100' })).toMatchObject({ type: 'done' });
    const before = effects();
    const second = { item: 'oak-2', amount: '100' };
    expect(await asked('store', 'store', second)).toMatchObject({ type: 'needs-approval', approval: over });
    expect(effects()).toBe(before);
    expect(await asked('store', 'store', { ...second, amount: '99' }, second)).toMatchObject({
      type: 'needs-approval',
    });
    expect(await asked('store', 'store', second, second)).toMatchObject({ type: 'done' });
    expect(await asked('store', 'store', { item: 'elm-1', amount: '100' })).toMatchObject({ type: 'done' });
  });
});
