// Needs a free port: the scripted model on a real socket.
import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { createModel } from '../../src/integrations/anthropic/create-model';
import type { ModelAnswer } from '../../src/integrations/anthropic/model';
import { startScriptedModel } from '../helpers/scripted-model';
import type { ModelStandIn } from '../../standins/model/start-model-stand-in';

let standin: ModelStandIn;
afterEach(() => standin.close());

const think = (messages: MessageParam[]): Promise<ModelAnswer> =>
  createModel({ apiKey: 'test', baseURL: standin.url, timeoutMs: 5000 }).think(
    { model: 'claude-haiku-5-5', maxTokens: 500, system: 'Be brief.', tools: [], messages },
    { signal: new AbortController().signal },
  );
const reply = (answer: ModelAnswer): MessageParam[] => [
  { role: 'assistant', content: answer.content },
  {
    role: 'user',
    content: answer.content.flatMap((block) =>
      block.type === 'tool_use' ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'ok' }] : [],
    ),
  },
];

test('runs follow their own scripts, by a marker; a repeated call gets the same turn again', async () => {
  standin = await startScriptedModel({
    'run-a': [
      { say: 'First.', calls: [{ tool: 'look', args: { what: 'a' }, why: 'To see.' }] },
      { conclude: { sure: true } },
    ],
    'run-b': (turn) => ({ say: `Turn ${turn}.` }),
  });
  const opening: MessageParam[] = [{ role: 'user', content: 'This is run-a.' }];
  const first = await think(opening);
  const again = await think(opening);
  expect(first.content).toMatchObject([{ text: 'First.' }, { name: 'look', input: { why: 'To see.', what: 'a' } }]);
  expect(again.content).toMatchObject([{ text: 'First.' }, { name: 'look', input: { why: 'To see.', what: 'a' } }]);
  const second = await think([...opening, ...reply(again)]);
  expect(second).toMatchObject({ stopReason: 'tool_use', content: [{ name: 'conclude', input: { sure: true } }] });
  await expect(think([{ role: 'user', content: 'This is run-b.' }])).resolves.toMatchObject({
    stopReason: 'end_turn',
    content: [{ text: 'Turn 0.' }],
  });
  expect(standin.calls().map((call) => call.request?.messages.length)).toEqual([1, 1, 3, 1]);
});

test('a conversation off the script is refused, so that a test fails at once', async () => {
  standin = await startScriptedModel({ 'run-a': [] });
  await expect(think([{ role: 'user', content: 'run-a' }])).rejects.toMatchObject({
    class: 'rejected',
    message: expect.stringContaining('no turn 0') as string,
  });
  await expect(think([{ role: 'user', content: 'run-c' }])).rejects.toMatchObject({
    class: 'rejected',
    message: expect.stringContaining('No script') as string,
  });
});

test('scripted trouble strikes each conversation of its own, the given number of times', async () => {
  standin = await startScriptedModel([{ say: 'Well.', fault: { kind: 'overloaded', times: 2 } }]);
  for (const content of ['one', 'two']) {
    await expect(think([{ role: 'user', content }])).rejects.toMatchObject({ class: 'transient' });
    await expect(think([{ role: 'user', content }])).rejects.toMatchObject({ class: 'transient' });
    await expect(think([{ role: 'user', content }])).resolves.toMatchObject({ stopReason: 'end_turn' });
  }
});

test('a held turn is answered once it is released', async () => {
  let release = (): void => undefined;
  const holdUntil = new Promise<void>((resolve) => (release = resolve));
  standin = await startScriptedModel([{ say: 'Now.', holdUntil }]);
  const thinking = think([{ role: 'user', content: 'Hello' }]);
  while (standin.calls().length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(standin.calls()[0]?.answered).toBe(false);
  release();
  await expect(thinking).resolves.toMatchObject({ content: [{ text: 'Now.' }] });
});
