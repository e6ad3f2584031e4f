// Needs a Temporal dev server and PostgreSQL (stack).
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { createClient } from '../../client';
import { mintRunId } from '../../src/ledger/run-id';
import { openOffice } from './office';
import type { Office } from './office';

let office: Office;
let url: string;

beforeAll(async () => {
  office = await openOffice();
  url = office.gateway.url;
  await office.worker();
});
afterAll(() => office.close());

const sample = (name: string): Promise<Buffer> => readFile(join(__dirname, '../../samples', name));
const get = (path: string): Promise<Response> => fetch(url + path, { headers: { 'seaworthy-as': 'reviewer' } });
const post = (path: string, body: string | Uint8Array<ArrayBuffer>, type = 'application/json'): Promise<Response> =>
  fetch(url + path, { method: 'POST', body, headers: { 'seaworthy-as': 'starter', 'content-type': type } });

async function problemOf(answer: Response): Promise<Record<string, unknown>> {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = (await answer.json()) as Record<string, unknown>;
  expect(problem).toMatchObject({
    type: `urn:seaworthy:problem:${String(problem['code'])}`,
    title: expect.any(String) as string,
    status: answer.status,
  });
  expect(JSON.stringify(problem)).not.toMatch(/node_modules|\bat .+:\d+|select |insert /);
  return problem;
}

describe('starting a run', () => {
  it('with one idempotency key fifty times at once starts one', async () => {
    const starts = await Promise.all(
      Array.from({ length: 50 }, () =>
        office.client.start('order-paper', { number: 'k1' }, { idempotencyKey: 'once' }),
      ),
    );
    expect(new Set(starts.map(({ run }) => run)).size).toBe(1);
    expect(new Set(starts.map(({ workflowId }) => workflowId)).size).toBe(1);
    expect(await office.client.start('order-paper', { number: 'k1' }, { idempotencyKey: 'once' })).toEqual(starts[0]);
  });

  it('refuses a key that was used with another input', async () => {
    await office.client.start('order-paper', { number: 'k2' }, { idempotencyKey: 'twice' });
    await expect(
      office.client.start('order-paper', { number: 'k3' }, { idempotencyKey: 'twice' }),
    ).rejects.toMatchObject({ code: 'Input.Invalid', detail: expect.stringMatching(/^Idempotency-Key/) as string });
  });

  it('without a key gives each start a run, and a workflow id that tells nothing of its input', async () => {
    const starts = await Promise.all(
      Array.from({ length: 12 }, () => office.client.start('order-paper', { number: 'n1' })),
    );
    expect(new Set(starts.map(({ run }) => run)).size).toBe(12);
    for (const { run, workflowId } of starts) expect(workflowId).toBe(`paper-${run.slice(-12)}`);
  });

  it('is seen at once, before a worker has picked it up', async () => {
    const client = createClient({ url: (await office.secondGateway('nobody')).url, as: 'starter' });
    const { run, links } = await client.start('invoice-exceptions', {
      document: await sample('01-clean-nordhafen-schrauben.xml'),
      filename: 'eins.xml',
    });
    expect(await office.client.run(run)).toMatchObject({
      run,
      workflow: 'invoice-exceptions',
      workflowId: `invoice-${run.slice(-12)}`,
      name: expect.stringMatching(/^invoice-nordhafen-schrauben-gmbh-/) as string,
      status: 'running',
      timeline: [],
      result: null,
    });
    expect(links).toMatchObject({
      self: `/v1/runs/${run}`,
      events: `/v1/runs/${run}/events`,
      temporal: expect.stringContaining('/workflows/invoice-') as string,
    });
    const description = await office.temporal.workflow.getHandle((await office.client.run(run)).workflowId).describe();
    expect(await description.staticSummary()).toMatch(/^Invoice nordhafen schrauben gmbh /);
    expect(await description.staticDetails()).toContain(run);
  });

  it.each([
    ['{"input":{"number":7}}', /input\.number: /],
    ['{"input":{"number":"7"},"inputs":1}', /inputs/],
    ['{"tenant":"a b","input":{"number":"7"}}', /tenant: /],
    ['[]', /body: /],
    ['{"input":', /body: /],
    ['"<Invoice/>"', /body: /],
  ])('refuses %s and names the field', async (body, detail) => {
    const problem = await problemOf(await post('/v1/workflows/order-paper/runs', body));
    expect(problem).toMatchObject({
      status: 400,
      code: 'Input.Invalid',
      detail: expect.stringMatching(detail) as string,
    });
  });

  it('refuses a workflow that there is not, and a document that was not stored', async () => {
    expect(await problemOf(await post('/v1/workflows/constructor/runs', '{}'))).toMatchObject({
      status: 404,
      code: 'Workflow.Unknown',
      detail: expect.stringContaining('order-paper') as string,
    });
    const input = { document: `sha256:${'0'.repeat(64)}` };
    await expect(office.client.start('invoice-exceptions', input)).rejects.toMatchObject({ code: 'Document.Unknown' });
  });
});

describe('runs', () => {
  it('wait until a person is needed, and until the end', async () => {
    const { run } = await office.client.start('order-paper', { number: 'w1', amount: '500' });
    const waiting = await office.client.run(run, { waitMs: 30_000 });
    expect(waiting).toMatchObject({ status: 'waiting', role: 'lead', approvals: [`${run}.1.1`] });
    const began = Date.now();
    expect(await office.client.result(run, { timeoutMs: 1_000 })).toBeUndefined();
    expect(Date.now() - began).toBeGreaterThanOrEqual(900);
    const result = office.client.result(run);
    await office.client.decide(waiting.approvals[0]!, { decision: 'approve', reason: 'needed' });
    expect(await result).toMatchObject({ end: 'done', output: { receipt: 'receipt-w1' }, path: ['buy', 'done'] });
    const { timeline, status, end, links } = await office.client.run(run);
    for (const link of [links.self, links.approvals]) expect((await get(link)).status).toBe(200);
    expect({ status, end }).toEqual({ status: 'ended', end: 'done' });
    expect(timeline.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        'buy (system)',
        'approval for lead: Approve buy',
        'local|reviewer: approve',
        'buy: done',
        'ended: done',
      ]),
    );
    expect(timeline.find(({ kind }) => kind === 'decided')).toMatchObject({ why: 'needed' });
  });

  it('are listed newest first, page by page, each once', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await office.client.runs({ limit: 5, ...(cursor ? { cursor } : {}) });
      if (page.links.next) expect((await get(page.links.next)).status).toBe(200);
      expect(page.runs.length).toBeLessThanOrEqual(5);
      seen.push(...page.runs.map(({ run }) => run));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    const { runs } = await office.client.runs({ limit: 100 });
    expect(seen).toEqual(runs.map(({ run }) => run));
    const times = runs.map(({ startedAt }) => Date.parse(startedAt));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect((await office.client.runs({ status: 'parked' })).runs).toEqual([]);
  });

  it.each([
    '/v1/runs?cursor=nonsense',
    '/v1/runs?limit=0',
    '/v1/runs?status=lost',
    '/v1/runs/x?wait=90s',
    '/v1/runs/%00',
  ])('%s is refused', async (path) => {
    expect(await problemOf(await get(path))).toMatchObject({ status: 400, code: 'Input.Invalid' });
  });

  it('that there are not are said to be unknown', async () => {
    expect(await problemOf(await get(`/v1/runs/${mintRunId()}`))).toMatchObject({
      status: 404,
      code: 'Run.Unknown',
    });
  });
});

describe('documents', () => {
  it('are stored once under their digest, and come back whole but never as a page', async () => {
    const bytes = await sample('03-quantity-gluehwurm-leuchten.xml');
    const { id } = await office.client.upload({ document: bytes, filename: "glüh'wurm.xml", mediaType: 'text/html' });
    expect(await office.client.upload({ document: bytes })).toMatchObject({ id, bytes: bytes.length });
    const answer = await get(`/v1/documents/${id}`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(answer.headers.get('content-type')).toBe('text/html');
    expect(answer.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''gl%C3%BCh%27wurm.xml");
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('may have 10 MB and not a byte more', async () => {
    const most = new Uint8Array(10 * 1024 * 1024);
    expect(await office.client.upload({ document: most })).toMatchObject({ bytes: most.length });
    const more = await post('/v1/documents', new Uint8Array(most.length + 1), 'application/xml');
    expect(await problemOf(more)).toMatchObject({ status: 413, code: 'Document.TooLarge' });
    const run = await post('/v1/workflows/invoice-exceptions/runs', new Uint8Array(most.length + 1), 'application/xml');
    expect(await problemOf(run)).toMatchObject({ status: 413, code: 'Document.TooLarge' });
  });

  it('that are empty, unknown or badly named are refused', async () => {
    expect(await problemOf(await post('/v1/documents', new Uint8Array(0), 'application/xml'))).toMatchObject({
      status: 400,
    });
    expect(await problemOf(await post('/v1/documents?filename=a%00b', '<a/>', 'text/xml'))).toMatchObject({
      status: 400,
    });
    const unknown = await get(`/v1/documents/sha256:${'0'.repeat(64)}`);
    expect(await problemOf(unknown)).toMatchObject({ status: 404, code: 'Document.Unknown' });
  });

  it('may be JSON', async () => {
    const { id } = (await (await post('/v1/documents', '{"a":1}')).json()) as { id: string };
    expect(await (await get(`/v1/documents/${id}`)).text()).toBe('{"a":1}');
  });
});

describe('the door', () => {
  it.each([
    ['GET', '/', 404, 'Route.Unknown'],
    ['GET', '/v1/nothing?secret=1', 404, 'Route.Unknown'],
    ['DELETE', '/v1/runs', 404, 'Route.Unknown'],
    ['GET', '/v1/runs/%ZZ', 400, 'Input.Invalid'],
  ])('%s %s is %i %s', async (method, path, status, code) => {
    const problem = await problemOf(await fetch(url + path, { method }));
    expect(problem).toMatchObject({ status, code });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it('takes decisions as JSON only', async () => {
    const answer = await post('/v1/approvals/x/decisions', 'decision=approve', 'text/plain');
    expect(await problemOf(answer)).toMatchObject({ status: 415, code: 'Input.Invalid' });
  });

  it.each([
    ['another host name', { host: 'evil.example' }],
    ["another site's page", { origin: 'https://evil.example' }],
    ['a page without origin', { origin: 'null' }],
  ])('refuses %s', async (_name, headers: Record<string, string>) => {
    const { port } = new URL(url);
    const status = await new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/v1/runs', headers }, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('tells who asks in vain that nobody is there', async () => {
    const client = createClient({ url: 'http://127.0.0.1:1' });
    await expect(client.runs()).rejects.toMatchObject({ code: 'Gateway.Unreachable' });
  });
});

it('run ids sort by time', () => {
  const ids = [1, 2, 1_700_000_000_000, 1_800_000_000_000].map((now) => mintRunId(now));
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^run_[0-9a-hjkmnp-tv-z]{26}$/);
});
