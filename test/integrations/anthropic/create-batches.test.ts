// Needs only sockets: the model stand-in.
import { createBatches } from '../../../src/integrations/anthropic/create-batches';
import type { BatchResult } from '../../../src/integrations/anthropic/batches';
import { isTurnedAway } from '../../../src/integrations/anthropic/is-turned-away';
import type { ModelRequest } from '../../../src/integrations/anthropic/model';
import type { SystemError } from '../../../src/integrations/system-error';
import type { ModelStandIn } from '../../../standins/model/start-model-stand-in';
import { startScriptedModel } from '../../helpers/scripted-model';

let model: ModelStandIn;
beforeEach(async () => (model = await startScriptedModel([{ say: 'Hm.', conclude: { note: 'x'.repeat(10) } }])));
afterEach(() => model.close());

const api = (url = model.url) => createBatches({ apiKey: 'k', baseURL: url, timeoutMs: 5_000 });
const { signal } = new AbortController();
const call = { signal, beforeSend: () => undefined };
const ask = (name = 'claude-haiku-5-5'): ModelRequest => ({
  ...{ model: name, maxTokens: 500, system: 'Be brief.', tools: [] },
  messages: [{ role: 'user', content: 'Hello' }],
});
const failureOf = (work: Promise<unknown>): Promise<SystemError> =>
  work.then(
    () => Promise.reject(new Error('it was taken')),
    (error: unknown) => error as SystemError,
  );

it('sends many calls at once, tells how they stand, and gives each its answer', async () => {
  model.batches.hold();
  const batch = await api().submit(
    [
      { id: 'a', request: ask() },
      { id: 'b', request: ask('claude-unknown') },
    ],
    call,
  );
  expect(batch).toMatchObject({ ended: false, count: 2 });
  await model.batches.letGo();
  expect(await api().find(batch.id, { signal })).toMatchObject({ ended: true, count: 2 });
  expect((await api().since(new Date(Date.now() - 60_000), { signal })).map(({ id }) => id)).toEqual([batch.id]);
  expect(await api().since(new Date(Date.now() + 60_000), { signal })).toEqual([]);
  const results: BatchResult[] = [];
  for await (const result of api().results(batch.id, { signal })) results.push(result);
  expect(results).toMatchObject([
    { id: 'b', type: 'failed', why: 'errored' },
    {
      ...{ id: 'a', type: 'answered' },
      answer: {
        content: [
          { type: 'text', text: 'Hm.' },
          { type: 'tool_use', input: { note: 'xxxxxxxxxx' } },
        ],
        ...{ stopReason: 'tool_use', requestId: `${batch.id}/a`, ms: 0 },
        usage: { cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
      },
    },
  ]);
  expect(model.calls()).toMatchObject([{ usage: { service_tier: 'batch' } }]);
});

it('tells what was surely not taken from what may have been', async () => {
  const one = [{ id: 'a', request: ask() }];
  const gone = await startScriptedModel([]);
  await gone.close();
  expect(isTurnedAway(await failureOf(api(gone.url).submit(one, call)))).toBe(true);
  expect(isTurnedAway(await failureOf(api().submit([...one, ...one], call)))).toBe(true);
  model.batches.loseNextAnswer();
  expect(isTurnedAway(await failureOf(api().submit(one, call)))).toBe(false);
  expect(model.batches.taken).toEqual([['a']]);
});

it('cancels what nobody wants', async () => {
  model.batches.hold();
  const { id } = await api().submit([{ id: 'a', request: ask() }], call);
  await api().cancel(id, { signal });
  const results: BatchResult[] = [];
  for await (const result of api().results(id, { signal })) results.push(result);
  expect(results).toEqual([{ id: 'a', type: 'failed', why: 'canceled' }]);
});
