// Needs a Temporal dev server and PostgreSQL (stack).
import type { RunFilter } from '../../client';
import { call } from '../helpers/call';
import { eventually } from '../helpers/eventually';
import { openOffice } from './office';
import type { Office } from './office';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
  await office.worker();
}, 900_000);
afterAll(() => office.close());

it('a flag is told with the run, and changes nothing of it', async () => {
  const { run, approval } = await office.order({ number: 'f1', way: 'choose' });
  const before = await office.client.run(run);
  const { seq, step } = before.timeline.find(({ kind }) => kind === 'approval-asked')!;
  const flag = await office.client.flag(run, {
    entry: seq,
    category: 'should-have-asked',
    correction: 'Ask the lead.',
  });
  expect(flag).toMatchObject({ run, entry: seq, step, severity: 'medium', by: 'local|reviewer' });

  const story = await office.client.run(run);
  expect(story).toMatchObject({ status: before.status, step: before.step, approvals: [approval] });
  expect(story.timeline.at(-1)).toMatchObject({
    kind: 'flagged',
    step: null,
    header: { flag: flag.id, entry: seq, step, category: 'should-have-asked', severity: 'medium' },
    why: 'Ask the lead.',
  });

  await expect(office.client.flag(run, { entry: 999, category: 'other' })).rejects.toMatchObject({
    code: 'Input.Invalid',
    message: expect.stringContaining('no entry 999') as string,
  });
  await expect(office.client.flag('run_none', { entry: 1, category: 'other' })).rejects.toMatchObject({
    code: 'Run.Unknown',
  });
  const rude = await call(office.gateway.url, `/v1/runs/${run}/flags`, {
    method: 'POST',
    headers: { 'seaworthy-as': 'reviewer', 'content-type': 'application/json' },
    body: JSON.stringify({ entry: seq, category: 'rude' }),
  });
  expect(rude.status).toBe(400);
});

it('steps are counted as runs went through them, and runs by state and day', async () => {
  const { run, approval } = await office.order({ number: 'f2', way: 'choose' });
  await office.client.decide(approval, { decision: 'answer', answer: { buy: false, note: 'no' } });
  await office.client.result(run);
  const { runs, total, steps, branches, ways, exceptions } = await office.client.figures('order-paper');
  expect(runs).toBe(2);
  const ms = expect.any(Number) as number;
  const plain = { usd: '0', retries: 0 };
  expect(total).toEqual({ runs: 2, ended: 1, succeeded: 1, p50Ms: ms, p95Ms: ms, ...plain, flags: 1 });
  expect(steps).toEqual({
    choose: { entered: 2, left: 1, succeeded: 1, p50Ms: ms, p95Ms: ms, ...plain, flags: 1 },
    refused: { entered: 1, left: 0, succeeded: 0, p50Ms: null, p95Ms: null, ...plain, flags: 0 },
  });
  expect(branches).toEqual([]);
  expect(await office.client.figures('order-paper', { until: new Date(0) })).toMatchObject({
    runs: 0,
    total: { runs: 0, p50Ms: null },
  });
  expect(ways).toEqual([{ from: 'choose', to: 'refused', count: 1 }]);
  expect(exceptions).toEqual([]);
  await expect(office.client.figures('none')).rejects.toMatchObject({ code: 'Workflow.Unknown' });

  const { workflows, states, days, open, waits } = await office.client.overview({ days: 3 });
  expect(workflows).toContain('order-paper');
  expect(states).toEqual({ running: 0, waiting: 1, parked: 0, ended: 1 });
  expect(open).toMatchObject([{ role: 'keeper', count: 1 }]);
  expect(waits).toMatchObject([{ role: 'keeper', decided: 1 }]);
  expect(days).toHaveLength(3);
  expect(days.reduce((sum, { started }) => sum + started, 0)).toBe(2);
  expect(days.flatMap(({ ends }) => Object.entries(ends))).toEqual([['refused', 1]]);
});

it('runs are found by what Temporal knows of them, page after page', async () => {
  const wanted = await Promise.all([1, 2, 3].map((n) => office.order({ number: `find-${n}`, way: 'choose' })));
  const first = await office.client.run(wanted[0]!.run);
  const find = (filter: RunFilter) => office.client.runs(filter);
  await eventually(async () => (await find({ step: 'choose', status: 'waiting', id: 'paper-' })).runs.length >= 3);
  expect((await find({ id: first.workflowId })).runs).toMatchObject([{ run: first.run, name: first.name }]);
  expect((await find({ step: 'choose', usd: 5 })).runs).toEqual([]);
  expect((await find({ step: 'nowhere' })).runs).toEqual([]);

  const paged: string[] = [];
  for (let cursor: string | undefined, pages = 0; pages < 5; pages++) {
    const { runs, next, links } = await find({ step: 'choose', limit: 2, ...(cursor ? { cursor } : {}) });
    paged.push(...runs.map(({ run }) => run));
    if (next === null) break;
    expect(links.next).toContain('step=choose');
    cursor = next;
  }
  expect(new Set(paged).size).toBe(paged.length);
  expect(paged).toEqual(expect.arrayContaining(wanted.map(({ run }) => run)));

  for (const path of [`/v1/runs?step=${encodeURIComponent("x' OR '1'='1")}`, '/v1/runs?step=choose&cursor=bogus'])
    expect((await call(office.gateway.url, path, { headers: { 'seaworthy-as': 'reviewer' } })).status).toBe(400);
});
