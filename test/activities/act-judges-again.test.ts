// Needs PostgreSQL (embedded, from the global set-up) and a small system over a real socket; no Temporal server.
import type { Agent } from '../../src/agents/define-agent';
import type { AnyTool } from '../../src/agents/define-tool';
import type { ActResult } from '../../src/contracts/activities';
import type { ApprovalId, CallId, RunId } from '../../src/contracts/ids';
import type { Json } from '../../src/contracts/json';
import { append } from '../../src/ledger/append';
import { decide } from '../../src/ledger/decide';
import { digestOf } from '../../src/ledger/digest-of';
import { startAct } from '../helpers/act';
import type { ActStack } from '../helpers/act';
import { shelfAgent } from '../helpers/shelf/shelf-agent';

/** Of one kind of thing no more than 150 is stored in a day without a person, however small the parts. */
const over = { rule: 'limit-of-the-day', role: 'lead', within: '2 hours' };
const agent: Agent = {
  ...shelfAgent,
  tools: {
    ...shelfAgent.tools,
    store: {
      ...shelfAgent.tools.store,
      limits: ({ item, amount }: { item: string; amount: string }) =>
        item.includes('-') ? [{ subject: item.split('-')[0]!, amount, within: '24 hours', ceiling: '150', over }] : [],
    } as AnyTool,
  },
};
const RUN = 'run-judged-again' as RunId;
let stack: ActStack;
let next = 0;

beforeAll(async () => {
  stack = await startAct(RUN, agent);
});
afterAll(() => stack.close());

/** What a workflow gone wrong might ask: any tool, in any step, with arguments it recorded itself. */
async function asked(step: string, tool: string, args: Json, shown?: Json): Promise<ActResult> {
  const call = `${step}.1.${++next}` as CallId;
  const approval = shown === undefined ? undefined : await approvalOf(call, shown, { ...over, step });
  next += 1;
  return stack.act({
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
  await append(stack.ledger, RUN, null, [
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
  await decide(stack.ledger, stack.keys, { approval, decision: 'approve', by, roles: [role], reason: '' });
  return approval;
}

/** A call as the model proposed it and policy judged it then. */
async function proposed(args: Json, verdict: 'needs-approval' | 'denied', isApproved = false): Promise<ActResult> {
  const turn = ++next;
  const call = `tidy.1.${turn}.0` as CallId;
  const rule = { rule: 'rule-9', role: 'keeper', within: '1 hour' };
  const { seq } = await append(stack.ledger, RUN, null, [
    {
      source: `t:${turn}`,
      kind: 'thought',
      step: 'tidy',
      header: { turn, model: 'm', stop: 'tool_use', usd: '0', ms: 0, requestId: '', ...noTokens },
      body: [{ type: 'tool_use', id: 'x', name: 'store', input: { why: 'so', ...(args as object) } }],
    },
  ]);
  await append(stack.ledger, RUN, null, [
    {
      source: `call:${call}:verdict`,
      kind: 'verdict',
      step: 'tidy',
      header: { call, tool: 'store', verdict, rule: 'rule-9', policy: 7, rules: 1, digest: digestOf(args) },
      body: verdict === 'denied' ? { why: 'so', reason: 'not then' } : { why: 'so', approval: rule },
    },
  ]);
  const approval = isApproved ? await approvalOf(call, args, { ...rule, step: 'tidy' }) : undefined;
  return stack.act({
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
    const before = stack.effects();
    expect(await proposed({ item: 'then', amount: '1' }, 'denied')).toMatchObject({
      type: 'denied',
      reason: 'not then',
    });
    expect(stack.effects()).toBe(before);
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
    const before = stack.effects();
    const second = { item: 'oak-2', amount: '100' };
    expect(await asked('store', 'store', second)).toMatchObject({ type: 'needs-approval', approval: over });
    expect(stack.effects()).toBe(before);
    expect(await asked('store', 'store', { ...second, amount: '99' }, second)).toMatchObject({
      type: 'needs-approval',
    });
    expect(await asked('store', 'store', second, second)).toMatchObject({ type: 'done' });
    expect(await asked('store', 'store', { item: 'elm-1', amount: '100' })).toMatchObject({ type: 'done' });
  });
});
