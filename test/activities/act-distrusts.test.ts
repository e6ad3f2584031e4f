// Needs PostgreSQL (embedded, from the global set-up) and a small system over a real socket; no Temporal server.
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActInput, ActResult } from '../../src/contracts/activities';
import type { ApprovalId, CallId, RunId } from '../../src/contracts/ids';
import type { Json } from '../../src/contracts/json';
import { createAct } from '../../src/activities/act/act';
import { Transcripts } from '../../src/activities/reason/transcripts';
import { digestOf } from '../../src/activities/digest-of';
import { append } from '../../src/ledger/append';
import { decide } from '../../src/ledger/decide';
import type { Ledger } from '../../src/ledger/ledger';
import { openLedger } from '../../src/ledger/ledger';
import { migrate } from '../../src/ledger/migrate';
import { startRun } from '../../src/ledger/start-run';
import { shelfAgent } from '../helpers/shelf/shelf-agent';
import { startShelf } from '../helpers/shelf/shelf-server';
import type { Shelf } from '../helpers/shelf/shelf-server';
import { shelfMap } from '../helpers/shelf/workflows';
import { freshDatabase } from '../helpers/stack';

const RUN = 'run-distrust' as RunId;
let ledger: Ledger;
let shelf: Shelf;
let drop: () => Promise<void>;
let act: (input: ActInput) => Promise<ActResult>;
let next = 0;

beforeAll(async () => {
  const database = await freshDatabase();
  drop = database.drop;
  ledger = openLedger(database.url);
  await migrate(ledger);
  shelf = await startShelf();
  await startRun(ledger, { id: RUN, tenant: 'default', starter: 'local|starter', temporalRun: 'first' });
  const activity = createAct({
    ledger,
    model: { think: () => Promise.reject(new Error('no model here')) },
    agents: { [shelfAgent.name]: shelfAgent },
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
async function asked(step: string, tool: string, args: Json, approval?: ApprovalId): Promise<ActResult> {
  const call = `${step}.1.${++next}` as CallId;
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

async function approvalOf(args: Json): Promise<ApprovalId> {
  const approval = `${RUN}.1.${++next}` as ApprovalId;
  await append(ledger.pool, RUN, null, [
    {
      source: approval,
      kind: 'approval-asked',
      step: 'store',
      header: {
        approval,
        gate: 'approval',
        role: 'lead',
        tool: 'store',
        digest: digestOf(args),
        due: '2030-01-01T00:00:00Z',
      },
    },
  ]);
  await decide(ledger, { approval, decision: 'approve', by: { issuer: 'local', subject: 'reviewer' }, reason: '' });
  return approval;
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
    const before = effects();
    expect(await asked(step, tool, args as Json)).toMatchObject({ type });
    expect(effects()).toBe(before);
  });

  it('an approval is for the arguments that were shown, and for no others', async () => {
    const approval = await approvalOf({ item: 'shown', amount: '500' });
    const before = effects();
    expect(await asked('store', 'store', { item: 'shown', amount: '501' }, approval)).toMatchObject({
      type: 'needs-approval',
    });
    expect(await asked('store', 'store', { item: 'another', amount: '500' }, approval)).toMatchObject({
      type: 'needs-approval',
    });
    expect(effects()).toBe(before);
    expect(await asked('store', 'store', { item: 'shown', amount: '500' }, approval)).toMatchObject({ type: 'done' });
  });

  it('an approval that nobody has given is none', async () => {
    expect(await asked('store', 'store', { item: 'b', amount: '500' }, `${RUN}.1.999` as ApprovalId)).toMatchObject({
      type: 'needs-approval',
    });
  });

  it('a call whose arguments stand in another call of the ledger gets nothing', async () => {
    await asked('store', 'store', { item: 'mine', amount: '1' });
    const other = { fact: next };
    const result = await act({
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

  it('an answered task opens no gate: neither of another call nor as an approval', async () => {
    const task = `${RUN}.1.${++next}` as ApprovalId;
    await append(ledger.pool, RUN, null, [
      {
        source: task,
        kind: 'approval-asked',
        step: 'help',
        header: { approval: task, gate: 'task', role: 'keeper', tool: '', digest: '', due: '2030-01-01T00:00:00Z' },
      },
    ]);
    await decide(ledger, {
      approval: task,
      decision: 'answer',
      by: { issuer: 'local', subject: 'reviewer' },
      reason: '',
      answer: { happened: false },
    });
    const before = effects();
    expect(await asked('store', 'store', { item: 'c', amount: '9999' }, task)).toMatchObject({
      type: 'needs-approval',
    });
    expect(effects()).toBe(before);
  });

  it('an approval is for one tool: another with the same arguments is not covered', async () => {
    const args = { item: 'd', amount: '500' };
    const approval = `${RUN}.1.${++next}` as ApprovalId;
    await append(ledger.pool, RUN, null, [
      {
        source: approval,
        kind: 'approval-asked',
        step: 'store',
        header: {
          approval,
          gate: 'approval',
          role: 'lead',
          tool: 'push',
          digest: digestOf(args),
          due: '2030-01-01T00:00:00Z',
        },
      },
    ]);
    await decide(ledger, { approval, decision: 'approve', by: { issuer: 'local', subject: 'reviewer' }, reason: '' });
    expect(await asked('store', 'store', args, approval)).toMatchObject({ type: 'needs-approval' });
  });
});

describe('law 3: act repeats nothing', () => {
  it('a result that is in the ledger is the result, whatever the system would say now', async () => {
    shelf.behave({ path: '/put', status: 422, times: 1 });
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
    expect(await act(input)).toMatchObject({ type: 'rejected' });
    const before = effects();
    expect(await act(input)).toMatchObject({ type: 'rejected', reason: 'The shelf refuses.' });
    expect(effects()).toBe(before);
  });

  it('a draft that was made for other arguments is not committed', async () => {
    shelf.behave({ path: '/commit', status: 422, times: 1 });
    expect(await asked('store', 'store', { item: 'f', amount: '50' })).toMatchObject({ type: 'rejected' });
    const drafts = shelf.effects.drafts.length;
    expect(await asked('store', 'store', { item: 'f', amount: '7' })).toMatchObject({ type: 'done' });
    expect(shelf.effects.drafts).toHaveLength(drafts + 1);
    expect(shelf.effects.committed.filter((reference) => reference.endsWith('/f'))).toEqual([
      shelf.effects.drafts.at(-1),
    ]);
  });

  it('a write that may have happened stays unknown when the system then refuses connections', async () => {
    shelf.behave({ path: '/put', loseAnswer: true, times: 1 });
    shelf.behave({ path: '/put', status: 503, times: 1 });
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
      (await ledger.pool.query<{ state: string }>(`select state from claims where business_key = 'g'`)).rows[0]!.state;
    await expect(act(input)).rejects.toMatchObject({ type: 'Effect.Unknown' });
    expect(await state()).toBe('unknown');
    await ledger.pool.query(
      `update claims set send_before = clock_timestamp() - interval '1 minute' where business_key = 'g'`,
    ); // as if time had passed
    await expect(act(input)).rejects.toMatchObject({ type: 'Effect.Unknown' });
    expect(await state()).toBe('unknown');
  });
});
