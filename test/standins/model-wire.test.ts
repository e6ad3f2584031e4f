// Needs a free port: the model stand-in and Anthropic's own SDK on a real socket.
import Anthropic from '@anthropic-ai/sdk';
import type { MessageCreateParamsNonStreaming, RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import type { Thought } from '../../standins/model/messages-api';
import { startModelStandIn, type ModelStandIn } from '../../standins/model/start-model-stand-in';

const thought: Thought = {
  content: [
    { type: 'thinking', thinking: 'The order says otherwise, so I look at the receipts of this order.' },
    { type: 'text', text: 'Ich prüfe die Wareneingänge – all of them, before I say anything.' },
    {
      type: 'tool_use',
      name: 'findReceipts',
      input: { why: 'More may have been received since.', supplier: 'S-1', order: 'PO-7' },
    },
  ],
};
const ask: MessageCreateParamsNonStreaming = {
  model: 'claude-sonnet-5-5',
  max_tokens: 500,
  messages: [{ role: 'user', content: 'What now?' }],
  tools: [
    {
      name: 'findReceipts',
      description: 'Receipts of an order',
      input_schema: { type: 'object', properties: { why: { type: 'string' } } },
    },
  ],
};

let standin: ModelStandIn;
let client: Anthropic;
const clientFor = (baseURL: string): Anthropic =>
  new Anthropic({ apiKey: 'test', baseURL, maxRetries: 0, logLevel: 'off' });

beforeAll(async () => {
  standin = await startModelStandIn({ reasoner: () => thought });
  client = clientFor(standin.url);
});
afterAll(() => standin.close());

test('a JSON answer has the shape the SDK types, and says that it is of a stand-in', async () => {
  const { data, response, request_id } = await client.messages.create(ask).withResponse();
  expect(response.headers.get('x-stand-in')).toBe('model');
  expect(request_id).toMatch(/^req_standin_/);
  expect(data).toMatchObject({
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-5-5',
    stop_reason: 'tool_use',
    stop_sequence: null,
  });
  expect(data.content[1]).toEqual({
    type: 'text',
    text: 'Ich prüfe die Wareneingänge – all of them, before I say anything.',
    citations: null,
  });
  expect(data.content[2]).toMatchObject({
    type: 'tool_use',
    name: 'findReceipts',
    input: { supplier: 'S-1', order: 'PO-7' },
  });
  expect(data.usage.input_tokens).toBeGreaterThan(0);
});

test('a streamed answer comes in the exact sequence of events, arguments in several chunks', async () => {
  const events: string[] = [];
  let json = '';
  const response = await fetch(`${standin.url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer test', 'anthropic-version': '2026-10-21', 'content-type': 'application/json' },
    body: JSON.stringify({ ...ask, stream: true }),
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  for (const frame of (await response.text()).trim().split('\n\n')) {
    const [name, data] = frame.split('\n').map((line) => line.replace(/^(event|data): /, ''));
    const event = JSON.parse(data ?? '') as RawMessageStreamEvent;
    expect(event.type).toBe(name);
    if (event.type === 'content_block_delta' && event.delta.type === 'input_json_delta')
      json += event.delta.partial_json;
    if (events.at(-1) !== event.type) events.push(event.type);
  }
  const block = ['content_block_start', 'content_block_delta', 'content_block_stop'];
  expect(events).toEqual(['message_start', 'ping', ...block, ...block, ...block, 'message_delta', 'message_stop']);
  expect(JSON.parse(json)).toEqual({ why: 'More may have been received since.', supplier: 'S-1', order: 'PO-7' });
});

test('the SDK puts the same message together from the stream as it gets without one', async () => {
  const whole = await client.messages.create(ask);
  const streamed = await client.messages.stream(ask).finalMessage();
  const bare = (message: Anthropic.Message): unknown =>
    message.content.map((block) => ({ ...block, id: '', signature: '' }));
  expect(bare(streamed)).toEqual(bare(whole));
  expect(streamed.usage).toEqual(whole.usage);
  expect(streamed.stop_reason).toBe('tool_use');
});

test('ids are fresh in every answer, as the provider’s are', async () => {
  const ids = await Promise.all(
    [1, 2].map(async () =>
      (await client.messages.create(ask)).content.flatMap((block) => ('id' in block ? [block.id] : [])),
    ),
  );
  expect(new Set(ids.flat()).size).toBe(2);
});

test('tokens can be counted beforehand and agree with what is charged', async () => {
  const { model, messages, tools } = ask;
  const { input_tokens } = await client.messages.countTokens({ model, messages, ...(tools ? { tools } : {}) });
  expect(input_tokens).toBe((await client.messages.create(ask)).usage.input_tokens);
});

test('an answer longer than max_tokens is cut there, even in the middle of arguments', async () => {
  const message = await client.messages.create({ ...ask, max_tokens: 40 });
  expect(message.stop_reason).toBe('max_tokens');
  expect(message.usage.output_tokens).toBe(40);
});

test('a model can be looked up, and an unknown one is 404', async () => {
  await expect(client.models.retrieve('claude-haiku-5-5')).resolves.toMatchObject({
    max_tokens: 128_000,
    line: 'haiku',
  });
  await expect(client.models.retrieve('claude-0')).rejects.toMatchObject({ status: 404, type: 'not_found_error' });
});

test('every call is on record, with what is paid for it', async () => {
  const fresh = await startModelStandIn({ reasoner: () => thought });
  try {
    const message = await clientFor(fresh.url).messages.create(ask);
    await expect(clientFor(fresh.url).messages.create({ ...ask, max_tokens: 0 })).rejects.toThrow();
    expect(fresh.calls()).toMatchObject([
      { model: ask.model, status: 200, answered: true, aborted: false, stopReason: 'tool_use', usage: message.usage },
      { status: 400, answered: false },
    ]);
    expect(fresh.calls()[0]).not.toHaveProperty('request');
    const { calls } = (await (await fetch(`${fresh.url}/_standin/calls`)).json()) as { calls: unknown[] };
    expect(calls).toHaveLength(2);
  } finally {
    await fresh.close();
  }
});

test('a caller that leaves is on record as broken off, and is not paid for what did not begin', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const fresh = await startModelStandIn({ reasoner: () => held.then(() => thought) });
  try {
    const call = clientFor(fresh.url).messages.create(ask, { timeout: 100 });
    await expect(call).rejects.toThrow('timed out');
    await until(() => fresh.calls()[0]?.aborted === true);
    release();
    expect(fresh.calls()[0]).toMatchObject({ status: 0, answered: false, aborted: true });
  } finally {
    await fresh.close();
  }
});

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};
