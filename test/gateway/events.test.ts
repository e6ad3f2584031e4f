// Needs a Temporal dev server and PostgreSQL (stack).
import { createClient } from '../../client';
import type { RunEvent } from '../../client';
import { LedgerWatch, topicOf } from '../../src/gateway/ledger-watch';
import { eventually } from '../helpers/eventually';
import { openOffice } from './office';
import type { Office } from './office';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
  await office.worker();
});
afterAll(() => office.close());

const ask = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { headers: { 'seaworthy-as': 'reviewer', ...headers } });

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const numbers = (events: RunEvent[]): number[] =>
  events.flatMap((event) => (event.event === 'entry' ? [event.data.seq] : []));

it("tells each entry once and in order, where the run stands, and its end; the run's timeline says the same", async () => {
  const { run, approval } = await office.order({ number: 'e1', amount: '500' });
  const following = collect(office.client.follow(run));
  await office.client.decide(approval, { decision: 'approve' });
  const events = await following;
  const { timeline } = await office.client.run(run);
  expect(events.flatMap((event) => (event.event === 'entry' ? [event.data] : []))).toEqual(timeline);
  expect(events.at(-1)).toMatchObject({ event: 'end', data: { run, status: 'ended', end: 'done' } });
  expect(events.some(({ event, data }) => event === 'run' && data.status === 'waiting')).toBe(true);
});

it('goes on after the number that was seen last, and says when there is nothing more', async () => {
  const { run, approval } = await office.order({ number: 'e2', amount: '500' });
  await office.client.decide(approval, { decision: 'deny' });
  await office.client.result(run);
  const { timeline } = await office.client.run(run);
  const last = timeline.at(-1)!.seq;
  expect(numbers(await collect(office.client.follow(run, { after: last - 2 })))).toEqual([last - 1, last]);
  const url = `${office.gateway.url}/v1/runs/${run}/events`;
  expect((await ask(url, { 'last-event-id': String(last) })).status).toBe(204);
  const header = await ask(`${url}?after=0`, { 'last-event-id': String(last - 1) });
  expect(header.headers.get('content-type')).toBe('text/event-stream');
  expect(await header.text()).toMatch(new RegExp(`^: \\n\\nid: ${last}\\nevent: entry\\n`));
  expect((await ask(url, { 'last-event-id': 'x' })).status).toBe(400);
  expect((await ask(`${office.gateway.url}/v1/runs/run_none/events`)).status).toBe(404);
});

it('a client whose gateway goes away goes on with the next one where it was', async () => {
  const { run, approval } = await office.order({ number: 'e3', amount: '500' });
  const second = await office.secondGateway();
  const seen: RunEvent[] = [];
  const following = (async () => {
    for await (const event of createClient({ url: second.url, as: 'reviewer' }).follow(run)) seen.push(event);
  })();
  await eventually(() => seen.some(({ event }) => event === 'run'));
  const before = numbers(seen);
  await second.close();
  await office.client.decide(approval, { decision: 'approve' });
  await office.client.result(run);
  await office.gatewayAt(Number(new URL(second.url).port));
  await following;
  const all = numbers(seen);
  expect(all.slice(0, before.length)).toEqual(before);
  expect(all).toEqual((await office.client.run(run)).timeline.map(({ seq }) => seq));
});

it('says that lists have changed, once each at first', async () => {
  const leave = new AbortController();
  const seen: string[] = [];
  const following = (async () => {
    for await (const topic of office.client.changes({ signal: leave.signal })) seen.push(topic);
  })();
  await eventually(() => seen.length === 3);
  expect([...seen].sort()).toEqual(['halts', 'inbox', 'runs']);
  const { approval } = await office.order({ number: 'e4', amount: '500' });
  await eventually(() => seen.slice(3).includes('inbox') && seen.slice(3).includes('runs'));
  const asked = seen.length;
  await office.client.decide(approval, { decision: 'deny' });
  await eventually(() => seen.slice(asked).includes('inbox'));
  const { id } = await office.client.halt({ kind: 'all', why: 'look' });
  await eventually(() => seen.includes('halts'));
  await office.client.resume(id, { why: 'looked' });
  leave.abort();
  await following;
  expect((await ask(`${office.gateway.url}/v1/events?topics=inbox,secrets`)).status).toBe(400);
});

it('any number of watchers cost one query at a time, and none when nobody watches', async () => {
  const { run, approval } = await office.order({ number: 'e5', amount: '500' });
  let queries = 0;
  const pool = {
    query: (...args: [never]) => ((queries += 1), office.ledger.pool.query(...args)),
  } as unknown as Office['ledger']['pool'];
  const watch = new LedgerWatch({ ...office.ledger, pool }, () => undefined);
  const known = new Map([[topicOf(run), String((await office.client.run(run)).timeline.at(-1)!.seq)]]);
  const waiting = Promise.all(
    Array.from({ length: 500 }, () =>
      watch.next([topicOf(run)], known, { ms: 30_000, signal: new AbortController().signal }),
    ),
  );
  await eventually(() => queries >= 2);
  await office.client.decide(approval, { decision: 'deny' });
  const told = await waiting;
  expect(told.every((changed) => changed.has(topicOf(run)))).toBe(true);
  expect(queries).toBeLessThan(50);
  const at = queries;
  expect(await watch.next([topicOf(run)], new Map(), { ms: 0, signal: AbortSignal.timeout(1) })).toEqual(new Map());
  expect(queries).toBe(at);
});
