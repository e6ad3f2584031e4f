// Needs a Temporal dev server and PostgreSQL (stack).
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import Fastify from 'fastify';
import type { Payload } from '@temporalio/common';
import type { ReadItem } from '../../client';
import type { Person } from '../../src/contracts/http';
import { recordReads } from '../../src/gateway/record-reads';
import type { Gateway } from '../../src/gateway/create-gateway';
import { localPeople } from '../../src/gateway/identity/local-people';
import { startGateway } from '../../src/gateway/start-gateway';
import { call } from '../helpers/call';
import type { Answer } from '../helpers/call';
import { openOffice } from './office';
import type { Office } from './office';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  await office.worker();
});
afterAll(() => office.close());

/** A run that waits for approval, which nobody has read yet but the reviewer who waited for it. */
const waiting = (number: string): Promise<{ run: string; approval: string }> => office.order({ number, amount: '500' });
const get = (path: string, as: Person = 'controller', url = office.gateway.url): Promise<Answer> =>
  call(url, path, { headers: { 'seaworthy-as': as } });
/** Who was told it, by which door; not the reviewer, who waits for runs. Minutes are left out: what a test does may go over the end of one. */
const readsOf = async (what: string): Promise<string[]> => [...new Set(await everyReadOf(what))];
const everyReadOf = async (what: string): Promise<string[]> =>
  (await office.as('controller').reads({ what })).reads
    .filter(({ by }) => by !== 'local|reviewer')
    .map(({ by, door }) => `${by} ${door}`)
    .sort();

describe('is recorded: who was told', () => {
  it('what a run holds, by each door of its own', async () => {
    const { run, approval } = await waiting('r-1');
    await get(`/v1/runs/${run}`);
    await get(`/v1/runs/${run}?wait=1s`, 'starter');
    await get(`/v1/approvals/${approval}`);
    await get(`/v1/runs/${run}/erasure`);
    const stop = new AbortController();
    for await (const { event } of office.as('controller').follow(run, { signal: stop.signal }))
      if (event === 'run') stop.abort();
    expect(await readsOf(run)).toEqual([
      'local|controller approval',
      'local|controller erasure',
      'local|controller events',
      'local|controller run',
      'local|starter run',
    ]);
  });

  it('each question of a list in full, the list of runs as one, and each run that a search found', async () => {
    const [{ run }, other] = [await waiting('Ilse Lesbar'), await waiting('r-2')];
    await get(`/v1/approvals?run=${run}`);
    await get('/v1/runs?limit=2');
    await office.as('controller').findPerson({ person: 'ilse lesbar' });
    expect(await readsOf(run)).toEqual(['local|controller approvals', 'local|controller search']);
    expect(await readsOf(other.run)).toEqual([]);
    expect(await readsOf('runs')).toEqual(['local|controller runs']);
  });

  it('the bytes of a document, which are found by the run that names it', async () => {
    const { run } = await waiting('r-3');
    const { id } = await office.as('starter').upload({ document: Buffer.from('<read/>'), filename: 'read.xml' });
    await office.ledger.pool.query('insert into document_runs (document, run) values ($1, $2)', [id, run]);
    expect((await get(`/v1/documents/${id}`, 'starter')).text).toBe('<read/>');
    expect(await readsOf(id)).toEqual(['local|starter document']);
    expect(await readsOf(run)).toEqual(['local|starter document']);
  });

  it('another agent, by MCP', async () => {
    const { run } = await waiting('r-4');
    const agent = new Client({ name: 'another-agent', version: '1' });
    await agent.connect(
      new StreamableHTTPClientTransport(new URL('/mcp', office.gateway.url), {
        requestInit: { headers: { 'seaworthy-as': 'starter' } },
      }),
    );
    await agent.callTool({ name: 'get_run', arguments: { run } });
    await agent.callTool({ name: 'list_waiting', arguments: { run } });
    await agent.close();
    expect(await readsOf(run)).toEqual(['local|starter mcp']);
  });

  it('whoever has Temporal’s payloads decrypted, but for those that do not open', async () => {
    const [read, unread] = [await waiting('r-5'), await waiting('r-6')];
    const payloadsOf = async (run: string): Promise<object[]> => {
      const { workflowId } = await office.client.run(run);
      const { events } = await office.temporal.workflow.getHandle(workflowId).fetchHistory();
      return events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads!.map(toJson);
    };
    const { ledger, temporal, keys } = office;
    const vouched = { ...localPeople({ reviewer: [], controller: ['operator'], starter: [] }), checked: true };
    const checked = await startGateway({ ledger, temporal, keys, people: vouched });
    const forged = (await payloadsOf(unread.run)).map((payload) => ({ ...payload, data: base64('forged') }));
    const body = JSON.stringify({ payloads: [...(await payloadsOf(read.run)), ...forged] });
    for (const url of [checked.url, office.gateway.url])
      await call(url, '/codec/decode', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'seaworthy-as': 'controller' },
        body,
      });
    await checked.close();
    // Where nobody checks people, it is anybody of this machine.
    expect(await readsOf(read.run)).toEqual(['local temporal', 'local|controller temporal']);
    expect(await readsOf(unread.run)).toEqual([]);
  });

  it('nobody who was refused, or asked for what is not there', async () => {
    const { run } = await waiting('r-7');
    expect((await get(`/v1/runs/${run}/erasure`, 'starter')).code).toBe('Role.Missing');
    expect((await get('/v1/runs/run_none')).code).toBe('Run.Unknown');
    expect((await get('/v1/documents/none')).code).toBe('Document.Unknown');
    for (const what of [run, 'run_none', 'none']) expect(await readsOf(what)).toEqual([]);
  });
});

it('notes once in a minute what is read a hundred times, by two gateways', async () => {
  const { run } = await waiting('r-8');
  const second = await office.secondGateway();
  const urls = [office.gateway.url, second.url];
  const before = Date.now();
  await Promise.all(Array.from({ length: 100 }, (_, i) => get(`/v1/runs/${run}`, 'controller', urls[i % 2])));
  const minutes = new Set([before, Date.now()].map((ms) => Math.floor(ms / 60_000))).size;
  const noted = (await everyReadOf(run)).length;
  expect(noted).toBeGreaterThan(0);
  expect(noted).toBeLessThanOrEqual(minutes);
});

it('notes again in the next minute what is read again, and what a stream tells then', async () => {
  const { run, approval } = await waiting('r-9');
  await get(`/v1/runs/${run}`);
  const stream = office.as('controller').follow(run)[Symbol.asyncIterator]();
  const told = async (last: 'run' | 'end'): Promise<void> => {
    for (let event = ''; event !== last;) {
      const next = await stream.next();
      event = next.done ? last : next.value.event;
    }
  };
  await told('run');
  const { pool } = office.ledger;
  // A minute goes by: in the table, and then for what the gateway remembers.
  await pool.query(`alter table reads disable trigger user; update reads set minute = minute - interval '1 minute';
    alter table reads enable trigger user`);
  const clock = performance.now.bind(performance);
  const later = jest.spyOn(performance, 'now').mockImplementation(() => clock() + 60_000);
  await get(`/v1/runs/${run}`);
  await office.client.decide(approval, { decision: 'approve' });
  await told('end');
  later.mockRestore();
  const once = ['local|controller events', 'local|controller run'];
  expect(await everyReadOf(run)).toEqual([...once, ...once].sort());
});

it('is not told what cannot be recorded', async () => {
  const { run, approval } = await waiting('r-10');
  const { id } = await office.as('starter').upload({ document: Buffer.from('<unrecorded/>') });
  const paths = [
    `/v1/runs/${run}`,
    `/v1/runs/${run}/events`,
    `/v1/runs/${run}/erasure`,
    `/v1/approvals/${approval}`,
    `/v1/approvals?run=${run}`,
    `/v1/documents/${id}`,
  ];
  await office.ledger.pool.query('alter table reads rename to reads_elsewhere');
  try {
    for (const path of paths) {
      const { status, code, text } = await get(path);
      expect([path, status, code]).toEqual([path, 503, 'Ledger.Unavailable']);
      expect(text).not.toMatch(/r-10|unrecorded/);
    }
  } finally {
    await office.ledger.pool.query('alter table reads_elsewhere rename to reads');
  }
  for (const path of paths.filter((each) => !each.endsWith('/events')))
    expect([path, (await get(path)).status]).toEqual([path, 200]);
});

it('stays when the run is erased, and is nothing that anybody can change', async () => {
  const { run } = await office.order({ number: 'r-11', way: 'buy' });
  await get(`/v1/runs/${run}`);
  await office.as('controller').erase(run, { why: 'asked to' });
  expect(await readsOf(run)).toEqual(['local|controller run']);
  for (const change of ['delete from reads', `update reads set door = 'mcp'`, 'truncate reads'])
    await expect(office.ledger.pool.query(change)).rejects.toThrow();
  const { rows } = await office.ledger.pool.query('select * from reads');
  expect(JSON.stringify(rows)).not.toMatch(/controller|starter|reviewer/);
});

describe('an auditor is told', () => {
  it('page by page, by person and by time', async () => {
    const { run } = await waiting('r-12');
    for (const as of ['controller', 'starter'] as const)
      for (const path of [`/v1/runs/${run}`, `/v1/approvals?run=${run}`]) await get(path, as);
    const auditor = office.as('controller');
    const all = await auditor.reads({ what: run });
    const pages: ReadItem[] = [];
    let cursor: string | null = '';
    for (; cursor !== null;) {
      const page = await auditor.reads({ what: run, limit: 1, ...(cursor ? { cursor } : {}) });
      pages.push(...page.reads);
      cursor = page.next;
    }
    expect(all.next).toBeNull();
    expect(all.reads.length).toBeGreaterThan(2);
    expect(pages).toEqual(all.reads);
    for (const by of ['starter', 'local|starter']) {
      const { reads } = await auditor.reads({ by, what: run });
      expect(new Set(reads.map((each) => each.by))).toEqual(new Set(['local|starter']));
    }
    expect((await auditor.reads({ by: 'nobody' })).reads).toEqual([]);
    expect((await auditor.reads({ what: run, since: new Date(Date.now() + 120_000) })).reads).toEqual([]);
    expect((await auditor.reads({ since: new Date(Date.now() - 600_000) })).reads.length).toBeGreaterThan(5);
    await expect(auditor.reads({ cursor: 'x' })).rejects.toMatchObject({ code: 'Input.Invalid' });
  });

  it('and nobody else', async () => {
    for (const as of ['reviewer', 'starter'] as const)
      await expect(office.as(as).reads()).rejects.toMatchObject({ code: 'Role.Missing' });
  });
});

describe('no route forgets it', () => {
  const gateway = (): Gateway => {
    const app = Fastify() as unknown as Gateway;
    recordReads(app, { ledger: office.ledger, people: { issuer: 'local' } });
    return app;
  };

  it('one that reads a run, an approval or a document names its door, or the gateway does not start', () => {
    for (const url of ['/v1/runs/:id/more', '/v1/approvals/:id', '/v1/documents/:id/pages/:page'])
      expect(() => gateway().get(url, () => ({}))).toThrow('by which door');
  });

  it('one that names its door and does not say what it tells of answers nothing', async () => {
    const app = gateway();
    app.get('/v1/runs/:id', { config: { reads: 'run' } }, () => ({ secret: 'told' }));
    const { statusCode, body } = await app.inject('/v1/runs/run_1');
    expect([statusCode, body.includes('told":') || body.includes('secret')]).toEqual([500, false]);
  });

  it('every answer that shows what a run holds is described as recorded', async () => {
    const { paths } = (await (await fetch(`${office.gateway.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { description?: string; responses: object }>>;
    };
    const telling = /"#\/components\/schemas\/(RunStory|RunPage|ApprovalItem|ApprovalList|ErasureItem|PersonPage)"/;
    const unrecorded = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { responses }]) => telling.test(JSON.stringify(responses)))
        .filter(([, { description }]) => !description?.includes('Who reads it is recorded.'))
        .map(([method]) => `${method} ${path}`),
    );
    // Erasing is on record itself, with who and why.
    expect(unrecorded).toEqual(['post /v1/runs/{id}/erasure']);
  });
});

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');
const toJson = ({ metadata, data }: Payload): object => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, bytes]) => [name, base64(bytes)])),
  data: base64(data ?? ''),
});
