// Needs a Temporal dev server and PostgreSQL (stack), and a small system over real sockets.
import { cached, defineMap, degrade, goTo, park } from '../../src/workflows/engine/map';
import { eraseRun } from '../../src/ledger/erasures';
import { readEntries } from '../../src/ledger/read-entries';
import { startEngine } from '../helpers/engine';
import type { Engine } from '../helpers/engine';
import type { shelfAgent } from '../helpers/shelf/shelf-agent';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine([]);
  await engine.startWorker();
});
afterAll(() => engine.close());

const LATER = 'get-or-old: without the item';
const look = (item: string, tenant = 'default') => engine.start('shelfGetOrOld', { item }, { tenant });
const down = (item: string) => engine.shelf.behave({ path: `/items/${item}`, status: 503 });

it('the system does not answer: the run goes on with its last answer, and says of when', async () => {
  const first = await look('book');
  expect(await first.result()).toMatchObject({ degraded: [] });
  down('book');
  const { run, result } = await look('book');
  const { summary, degraded } = await result();
  expect(summary).toBe((await first.result()).summary);
  expect(degraded).toEqual([expect.stringMatching(/^get-or-old: with the answer of 20\d\d-.*, as the system did not/)]);
  const headers = (await readEntries(engine.ledger, run)).map(({ kind, header }) => ({ kind, header }));
  expect(headers).toContainEqual({
    kind: 'path-taken',
    header: { exception: 'onUnavailable', path: 'cached', to: '' },
  });
  expect(headers.find(({ kind }) => kind === 'degraded')?.header).toMatchObject({ ageS: expect.any(Number) as number });
  expect(headers.find(({ kind }) => kind === 'result')?.header).toMatchObject({ asOf: expect.any(String) as string });
}, 900_000);

it('what was answered to another tenant, too long ago, to another question, or to a run that was erased, is no answer', async () => {
  const { run, result } = await look('paper');
  await result();
  const stop = [down('paper'), down('pen')];
  const lesser = await Promise.all([look('paper', 'another'), look('pen')]);
  for (const each of lesser) expect(await each.result()).toMatchObject({ summary: 'nothing', degraded: [LATER] });

  const { rowCount } = await engine.ledger.pool.query(
    `update answers set at = at - interval '61 minutes' where run = $1`,
    [run],
  );
  expect(rowCount).toBe(1);
  expect(await (await look('paper')).result()).toMatchObject({ degraded: [LATER] });

  await engine.ledger.pool.query(`update answers set at = at + interval '61 minutes' where run = $1`, [run]);
  expect((await (await look('paper')).result()).degraded).not.toEqual([LATER]);
  await eraseRun(engine.ledger, { run, by: 'local|controller', why: 'the test' }, () => undefined);
  expect(await (await look('paper')).result()).toMatchObject({ degraded: [LATER] });
  for (const each of stop) each();
}, 900_000);

it('the compiler refuses nonsense', () => {
  const map = defineMap<typeof shelfAgent>('shelf-keeping');
  const step = { kind: 'system', purpose: 'get an item', onMalformed: goTo('end'), onRejected: goTo('end') } as const;
  const end = { kind: 'end', purpose: 'the end' } as const;
  const old = { noOlderThan: '7 days' } as const;
  map({ get: { ...step, tool: 'fetch', onUnavailable: cached(old, goTo('end')) }, end });
  map({ get: { ...step, tool: 'fetch', onUnavailable: cached(old, degrade('without')) }, end });
  // @ts-expect-error -- a write has to happen
  map({ put: { ...step, tool: 'put', onUnavailable: cached(old, park()) }, end });
  // @ts-expect-error -- no such step
  map({ get: { ...step, tool: 'fetch', onUnavailable: cached(old, goTo('nowhere')) }, end });
  // @ts-expect-error -- no age
  map({ get: { ...step, tool: 'fetch', onUnavailable: cached({ noOlderThan: 'long' }, park()) }, end });
  // @ts-expect-error -- only where a system does not answer
  map({ get: { ...step, tool: 'fetch', onUnavailable: park(), onRejected: cached(old, park()) }, end });
  expect(map).toBeInstanceOf(Function);
});
