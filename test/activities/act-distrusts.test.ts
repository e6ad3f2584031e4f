// Needs PostgreSQL (embedded, from the global set-up) and a small system over a real socket; no Temporal server.
import type { ActResult } from '../../src/contracts/activities';
import type { RefusalReason } from '../../src/contracts/entry';
import type { ApprovalId, CallId, RunId } from '../../src/contracts/ids';
import type { Json } from '../../src/contracts/json';
import { digestOf } from '../../src/ledger/digest-of';
import { append } from '../../src/ledger/append';
import { decide } from '../../src/ledger/decide';
import type { DecisionMade } from '../../src/ledger/decide';
import { startAct } from '../helpers/act';
import type { ActStack } from '../helpers/act';
import { shelfAgent } from '../helpers/shelf/shelf-agent';

const RUN = 'run-distrust' as RunId;
let stack: ActStack;
let next = 0;

beforeAll(async () => {
  stack = await startAct(RUN, shelfAgent);
});
afterAll(() => stack.close());

/** What a workflow gone wrong might ask: any tool, in any step, with arguments it recorded itself. */
async function asked(
  step: string,
  tool: string,
  args: Json,
  approvalFor?: (call: CallId) => Promise<ApprovalId>,
  again?: CallId,
): Promise<ActResult> {
  const call = again ?? (`${step}.1.${++next}` as CallId);
  const approval = await approvalFor?.(call);
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

/** Approved as the gateway does it; `shown` changes what the question says. */
async function approved(
  call: CallId,
  args: Json,
  shown: { rule?: string; role?: string; tool?: string; step?: string; call?: string } = {},
  made: Partial<DecisionMade> = {},
): Promise<ApprovalId> {
  const approval = `${RUN}.1.${++next}` as ApprovalId;
  const { rule = 'limit', role = 'lead', tool = 'store', step = 'store' } = shown;
  await append(stack.ledger, RUN, null, [
    {
      source: approval,
      kind: 'approval-asked',
      step,
      header: { approval, gate: 'approval', role, tool, digest: digestOf(args), due: inAnHour() },
      body: { rule, call: shown.call ?? call },
    },
  ]);
  const by = { issuer: 'local', subject: 'reviewer' };
  await decide(stack.ledger, stack.keys, { approval, decision: 'approve', by, roles: [role], reason: '', ...made });
  return approval;
}

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

async function attempts(): Promise<string[]> {
  const { rows } = await stack.ledger.pool.query<{ reason: string }>(
    `select header::jsonb->>'reason' as reason from entries where kind = 'decision-refused' order by seq`,
  );
  return rows.map(({ reason }) => reason);
}

describe('law 5: act does not trust the workflow', () => {
  it.each([
    ['a tool of another step', 'get', 'store', { item: 'a', amount: '1' }, 'denied'],
    ['a tool in no step', 'store', 'unlisted', { item: 'a' }, 'denied'],
    ['a tool that was not granted', 'tidy', 'ungranted', { item: 'a' }, 'denied'],
    ['a tool nobody declared', 'store', 'no_such_tool', { item: 'a' }, 'denied'],
    ['a name that every object has', 'store', 'constructor', {}, 'denied'],
    ['a step that is not on the map', 'nowhere', 'store', { item: 'a', amount: '1' }, 'denied'],
    ['arguments of the wrong form', 'store', 'store', { item: 'a', amount: 1 }, 'malformed'],
    ['no arguments on record', 'store', 'store', null, 'malformed'],
    ['a write above the limit, without approval', 'store', 'store', { item: 'a', amount: '500' }, 'needs-approval'],
  ])('%s: nothing happens', async (_, step, tool, args, type) => {
    const before = stack.effects();
    expect(await asked(step, tool, args as Json)).toMatchObject({ type });
    expect(stack.effects()).toBe(before);
  });

  it('an approval that nobody has given is none', async () => {
    const nobody = () => Promise.resolve(`${RUN}.1.999` as ApprovalId);
    expect(await asked('store', 'store', { item: 'b', amount: '500' }, nobody)).toMatchObject({
      type: 'needs-approval',
    });
  });

  it('a call whose arguments stand in another call of the ledger gets nothing', async () => {
    await asked('store', 'store', { item: 'mine', amount: '1' });
    const other = { fact: next };
    const result = await stack.act({
      position: { run: RUN, wave: 1, facts: [] },
      agent: shelfAgent.name,
      step: 'store',
      call: 'store.9.9' as CallId,
      tool: 'store',
      origin: other,
      wantsOutput: true,
    });
    expect(result).toMatchObject({ type: 'malformed' });
  });
});

describe('law 3: act repeats nothing', () => {
  it('a result that is in the ledger is the result, whatever the system would say now', async () => {
    stack.shelf.behave({ path: '/put', status: 422, times: 1 });
    const input = {
      position: {
        run: RUN,
        wave: 1,
        facts: [
          {
            index: ++next,
            at: 0,
            kind: 'call-asked' as const,
            step: 'put',
            header: { call: 'put.7.0' as CallId, tool: 'put' },
            body: { item: 'e' },
          },
        ],
      },
      agent: shelfAgent.name,
      step: 'put',
      call: 'put.7.0' as CallId,
      tool: 'put',
      origin: { fact: next },
      wantsOutput: true,
    };
    expect(await stack.act(input)).toMatchObject({ type: 'rejected' });
    const before = stack.effects();
    expect(await stack.act(input)).toMatchObject({ type: 'rejected', reason: 'The shelf refuses.' });
    expect(stack.effects()).toBe(before);
  });

  it('a draft that was made for other arguments is not committed', async () => {
    stack.shelf.behave({ path: '/commit', status: 422, times: 1 });
    expect(await asked('store', 'store', { item: 'f', amount: '50' })).toMatchObject({ type: 'rejected' });
    const drafts = stack.shelf.effects.drafts.length;
    expect(await asked('store', 'store', { item: 'f', amount: '7' })).toMatchObject({ type: 'done' });
    expect(stack.shelf.effects.drafts).toHaveLength(drafts + 1);
    expect(stack.shelf.effects.committed.filter((reference) => reference.endsWith('/f'))).toEqual([
      stack.shelf.effects.drafts.at(-1),
    ]);
  });

  it('a write that may have happened stays unknown when the system then refuses connections', async () => {
    stack.shelf.behave({ path: '/put', loseAnswer: true, times: 1 });
    stack.shelf.behave({ path: '/put', status: 503, times: 1 });
    const input = {
      position: {
        run: RUN,
        wave: 1,
        facts: [
          {
            index: ++next,
            at: 0,
            kind: 'call-asked' as const,
            step: 'put',
            header: { call: 'put.8.0' as CallId, tool: 'put' },
            body: { item: 'g' },
          },
        ],
      },
      agent: shelfAgent.name,
      step: 'put',
      call: 'put.8.0' as CallId,
      tool: 'put',
      origin: { fact: next },
      wantsOutput: true,
    };
    const state = async (): Promise<string> =>
      (await stack.ledger.pool.query<{ state: string }>(`select state from claims where call = 'put.8.0'`)).rows[0]!
        .state;
    await expect(stack.act(input)).rejects.toMatchObject({ type: 'Effect.Unknown' });
    expect(await state()).toBe('unknown');
    await stack.ledger.pool.query(
      `update claims set send_before = clock_timestamp() - interval '1 minute' where call = 'put.8.0'`,
    ); // as if time had passed
    await expect(stack.act(input)).rejects.toMatchObject({ type: 'Effect.Unknown' });
    expect(await state()).toBe('unknown');
  });
});

describe('law 6: an approval binds one exact action, once', () => {
  const shown = { item: 'shown', amount: '500' };

  it.each<[string, RefusalReason, Json, Parameters<typeof approved>[2]?, Partial<DecisionMade>?]>([
    ['another amount', 'other-arguments', { ...shown, amount: '501' }],
    ['another item', 'other-arguments', { ...shown, item: 'another' }],
    ['another call', 'other-call', shown, { call: 'store.9.9' }],
    ['another tool', 'other-tool', shown, { tool: 'put' }],
    ['another step', 'other-step', shown, { step: 'tidy' }],
    ['another rule than asks now', 'other-rule', shown, { rule: 'small-change' }],
    ['a role that the rule does not name', 'wrong-role', shown, { role: 'keeper' }],
    ['an amount that needs two', 'no-decision', { ...shown, amount: '5000' }],
  ])('%s: %s, and nothing happens', async (_, reason, args, question = {}, made = {}) => {
    const before = stack.effects();
    const basis = reason === 'no-decision' ? args : shown;
    const result = await asked('store', 'store', args, (call) => approved(call, basis, question, made));
    expect(result).toMatchObject({ type: 'needs-approval' });
    expect(stack.effects()).toBe(before);
    expect((await attempts()).at(-1)).toBe(reason);
  });

  it('the one that was approved is done; another attempt of the same call finds it done', async () => {
    const args = { item: 'good', amount: '500' };
    let approval: ApprovalId;
    let of: CallId;
    expect(
      await asked('store', 'store', args, async (call) => (approval = await approved((of = call), args))),
    ).toMatchObject({ type: 'done' });
    const before = stack.effects();
    expect(await asked('store', 'store', args, () => Promise.resolve(approval), of!)).toMatchObject({ type: 'done' });
    expect(stack.effects()).toBe(before);
  });

  it('expiry limits claiming, by the clock of the database', async () => {
    const args = { item: 'late', amount: '500' };
    const sign = stack.keys.sign.bind(stack.keys);
    const spy = jest
      .spyOn(stack.keys, 'sign')
      .mockImplementation((purpose, claims) => sign(purpose, { ...claims, exp: Math.floor(Date.now() / 1000) - 60 }));
    const result = await asked('store', 'store', args, (call) => approved(call, args));
    spy.mockRestore();
    expect(result).toMatchObject({ type: 'needs-approval' });
    expect((await attempts()).at(-1)).toBe('expired');
  });

  it("a person's word that a write did not happen is no approval to make it", async () => {
    const args = { item: 'never-claimed', amount: '500' };
    const before = stack.effects();
    const result = await asked('store', 'store', args, async (call) => {
      const approval = `${RUN}.1.${++next}` as ApprovalId;
      const header = { approval, role: 'operator', tool: 'store', digest: '', due: inAnHour() };
      await append(stack.ledger, RUN, null, [
        {
          source: approval,
          kind: 'approval-asked',
          step: 'store',
          header: { ...header, gate: 'task' },
          body: { call },
        },
      ]);
      const by = { issuer: 'local', subject: 'operator' };
      const answer = { happened: false };
      await decide(stack.ledger, stack.keys, {
        approval,
        decision: 'answer',
        by,
        roles: ['operator'],
        reason: '',
        answer,
      });
      return approval;
    });
    expect(result).toMatchObject({ type: 'needs-approval' });
    expect(stack.effects()).toBe(before);
  });
});
