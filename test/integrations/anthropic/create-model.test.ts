// Needs a free port: the client against the model stand-in on a real socket.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { createModel } from '../../../src/integrations/anthropic/create-model';
import { rateLimitsIn } from '../../../src/integrations/anthropic/rate-limits';
import type { RateLimit } from '../../../src/integrations/anthropic/rate-limits';
import type { Model, ModelAnswer, ModelRequest } from '../../../src/integrations/anthropic/model';
import { prices } from '../../../src/integrations/prices/prices';
import { SystemError } from '../../../src/integrations/system-error';
import type { Trouble } from '../../../standins/model/faults';
import { RawInput } from '../../../standins/model/bend-thought';
import type { Reasoner } from '../../../standins/model/messages-api';
import { startModelStandIn, type ModelStandIn } from '../../../standins/model/start-model-stand-in';

const look = {
  name: 'look',
  description: 'Looks things up.',
  strict: true,
  input_schema: {
    type: 'object' as const,
    properties: { why: { type: 'string' }, what: { type: 'string' } },
    required: ['why', 'what'],
    additionalProperties: false,
  },
};
const request: ModelRequest = {
  model: 'claude-sonnet-5-5',
  maxTokens: 1000,
  system: 'You look things up. '.repeat(300),
  tools: [look],
  messages: [{ role: 'user', content: 'What is it?' }],
};
const reasoner: Reasoner = () => ({
  content: [
    { type: 'thinking', thinking: 'Better look.' },
    { type: 'text', text: 'Let me look – für Sie.' },
    { type: 'tool_use', name: 'look', input: { why: 'I do not know.', what: '"it"' } },
    { type: 'tool_use', name: 'look', input: {} },
  ],
});
const still = { signal: new AbortController().signal };

let standin: ModelStandIn;
let model: Model;
beforeAll(async () => {
  standin = await startModelStandIn({ reasoner, keepRequests: true });
  model = createModel({ apiKey: 'test', baseURL: standin.url, timeoutMs: 5000 });
});
afterEach(() => standin.faults.set([]));
afterAll(() => standin.close());

const failureOf = async (attempt: Promise<unknown>): Promise<SystemError> => {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SystemError);
  return error as SystemError;
};

test('an answer holds the blocks as they were sent, why it ended, and what is paid', async () => {
  const answer = await model.think(request, still);
  const call = standin.calls().at(-1);
  expect(answer).toMatchObject({ stopReason: 'tool_use', model: 'claude-sonnet-5-5', requestId: call?.requestId });
  expect(answer.content).toMatchObject([
    { type: 'thinking', thinking: 'Better look.', signature: expect.stringMatching(/\w{20}/) as string },
    { type: 'text', text: 'Let me look – für Sie.', citations: null },
    { type: 'tool_use', name: 'look', input: { why: 'I do not know.', what: '"it"' }, caller: { type: 'direct' } },
    { type: 'tool_use', name: 'look', input: {} },
  ]);
  expect(answer.usage).toEqual({
    input: call?.usage?.input_tokens,
    output: call?.usage?.output_tokens,
    cacheRead: call?.usage?.cache_read_input_tokens,
    cacheWrite5m: call?.usage?.cache_creation?.ephemeral_5m_input_tokens,
    cacheWrite1h: 0,
  });
  expect(answer.ms).toBeGreaterThanOrEqual(answer.msToFirstChunk);
  expect(answer.msToFirstChunk).toBeGreaterThan(0);
});

test('the blocks can be sent back as they are', async () => {
  const { content } = await model.think(request, still);
  const results = content.flatMap((block) =>
    block.type === 'tool_use' ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'Seen.' }] : [],
  );
  const messages: MessageParam[] = [
    ...request.messages,
    { role: 'assistant', content: JSON.parse(JSON.stringify(content)) as typeof content },
    { role: 'user', content: results },
  ];
  await expect(model.think({ ...request, messages }, still)).resolves.toMatchObject({ stopReason: 'tool_use' });
});

test('each turn reads from the cache what the turns before wrote, even when a turn has many calls', async () => {
  const wide: Reasoner = () => ({
    content: Array.from({ length: 15 }, (_, n) => ({
      type: 'tool_use' as const,
      name: 'look',
      input: { why: 'Many.', what: `${n}` },
    })),
  });
  const fresh = await startModelStandIn({ reasoner: wide });
  try {
    const ours = createModel({ apiKey: 'test', baseURL: fresh.url, timeoutMs: 5000 });
    const messages: MessageParam[] = [...request.messages];
    const answers: ModelAnswer[] = [];
    let known = 0;
    for (let turn = 0; turn < 4; turn += 1) {
      const answer = await ours.think({ ...request, messages }, still);
      expect(answer.usage.cacheRead).toBe(known);
      expect(answer.usage.input).toBe(0);
      known += answer.usage.cacheWrite5m;
      answers.push(answer);
      messages.push({ role: 'assistant', content: answer.content });
      messages.push({
        role: 'user',
        content: answer.content.flatMap((block) =>
          block.type === 'tool_use' ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'Seen.' }] : [],
        ),
      });
    }
    // The books of both sides agree, to the last fraction of a cent.
    const ourBooks = answers.map(({ usage }) => prices().costOf(usage, request.model).toFixed());
    const theirBooks = fresh.calls().map(({ usage }) =>
      prices()
        .costOf(
          {
            input: usage?.input_tokens ?? 0,
            output: usage?.output_tokens ?? 0,
            cacheRead: usage?.cache_read_input_tokens ?? 0,
            cacheWrite5m: usage?.cache_creation_input_tokens ?? 0,
            cacheWrite1h: 0,
          },
          request.model,
        )
        .toFixed(),
    );
    expect(ourBooks).toEqual(theirBooks);
  } finally {
    await fresh.close();
  }
});

test('the cache is marked after system and after this and the last turn, and the caller’s messages stay as they were', async () => {
  const messages: MessageParam[] = [
    { role: 'user', content: 'One' },
    { role: 'assistant', content: 'Two' },
    { role: 'user', content: 'Three' },
    { role: 'assistant', content: 'Four' },
    { role: 'user', content: [{ type: 'text', text: 'Five' }] },
  ];
  const before = JSON.stringify(messages);
  await model.think({ ...request, messages, mustUseTool: true }, still);
  const sent = standin.calls().at(-1)?.request;
  const marks = [
    ...(sent?.tools ?? []),
    ...(sent?.system as object[]),
    ...(sent?.messages ?? []).flatMap((message) => message.content as object[]),
  ].map((block) => 'cache_control' in Object(block));
  expect(marks.filter(Boolean)).toHaveLength(3);
  expect(sent?.messages[2]?.content).toEqual([{ type: 'text', text: 'Three', cache_control: { type: 'ephemeral' } }]);
  expect(sent?.tool_choice).toEqual({ type: 'any' });
  expect(JSON.stringify(messages)).toBe(before);
});

test('progress begins with the answer, when its input is known, and grows', async () => {
  const seen: { chars: number; cacheRead: number; output: number }[] = [];
  const answer = await model.think(request, {
    ...still,
    onProgress: ({ chars, usage }) => seen.push({ chars, cacheRead: usage.cacheRead, output: usage.output }),
  });
  expect(seen[0]).toEqual({ chars: 0, cacheRead: answer.usage.cacheRead, output: 1 });
  expect(seen.at(-1)?.output).toBe(answer.usage.output);
  expect(seen.map(({ chars }) => chars)).toEqual(seen.map(({ chars }) => chars).sort((a, b) => a - b));
});

describe('what a model may do wrong comes back as it is, to be judged', () => {
  const inputsOf = (answer: ModelAnswer): unknown[] =>
    answer.content.flatMap((block) => (block.type === 'tool_use' ? [block.input] : []));

  test('arguments that are nested too deep to be walked stand as text', async () => {
    const nested = (depth: number): RawInput => new RawInput(`{"what":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    const deep = await startModelStandIn({
      reasoner: () => ({
        content: [40, 60, 100_000].map((depth) => ({ type: 'tool_use', name: 'look', input: nested(depth) })),
      }),
    });
    const asked = createModel({ apiKey: 'test', baseURL: deep.url, timeoutMs: 5000 });
    const answer = await asked.think({ ...request, maxTokens: 120_000 }, still);
    await deep.close();
    expect(inputsOf(answer).map((input) => Object.keys(input as object))).toEqual([
      ['what'],
      ['INVALID_JSON'],
      ['INVALID_JSON'],
    ]);
  });
  const under = (trouble: Trouble): Promise<ModelAnswer> => {
    standin.faults.set([{ trouble }]);
    return model.think(request, still);
  };

  test('arguments that are no JSON, never mended', async () => {
    const answer = await under({ kind: 'malformed-arguments', how: 'not-json' });
    expect(answer.stopReason).toBe('tool_use');
    expect(inputsOf(answer)[0]).toEqual({ INVALID_JSON: `{"why":"I do not know.","what":"\\"it\\"", "note": 'it's` });
    const results = answer.content.flatMap((block) =>
      block.type === 'tool_use'
        ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'No JSON.', is_error: true }]
        : [],
    );
    standin.faults.set([]);
    await expect(
      model.think(
        {
          ...request,
          messages: [
            ...request.messages,
            { role: 'assistant', content: answer.content },
            { role: 'user', content: results },
          ],
        },
        still,
      ),
    ).resolves.toBeDefined();
  });

  test('arguments cut off by max_tokens', async () => {
    const long = await startModelStandIn({
      reasoner: () => ({
        content: [{ type: 'tool_use', name: 'look', input: { why: 'Because.', what: '1200.00 or more '.repeat(40) } }],
      }),
    });
    try {
      const answer = await createModel({ apiKey: 'test', baseURL: long.url, timeoutMs: 5000 }).think(
        { ...request, maxTokens: 20 },
        still,
      );
      expect(answer).toMatchObject({ stopReason: 'max_tokens', usage: { output: 20 } });
      expect(inputsOf(answer)[0]).toHaveProperty('INVALID_JSON');
    } finally {
      await long.close();
    }
  });

  test('arguments of the wrong type, or without why, or for a tool that there is not', async () => {
    expect(inputsOf(await under({ kind: 'malformed-arguments', how: 'wrong-type' }))[0]).toMatchObject({
      what: { is: expect.anything() as unknown },
    });
    expect(inputsOf(await under({ kind: 'malformed-arguments', how: 'missing-why' }))[0]).toEqual({ what: '"it"' });
    expect((await under({ kind: 'unknown-tool' })).content).toContainEqual(
      expect.objectContaining({ name: 'lookEverywhere' }),
    );
  });

  test.each([
    ['refusal', 'refusal'],
    ['max-tokens', 'max_tokens'],
    ['pause-turn', 'pause_turn'],
    ['context-exceeded', 'model_context_window_exceeded'],
  ] as const)('%s → stop reason %s', async (kind, stopReason) => {
    const answer = await under({ kind });
    expect(answer.stopReason).toBe(stopReason);
    if (kind === 'refusal') expect(answer.stopDetails).toMatchObject({ type: 'refusal', category: 'general_harms' });
    else expect(answer).not.toHaveProperty('stopDetails');
  });
});

test('what is said of limits comes with an answer and with a refusal, which says when to come back', async () => {
  const limited = await startModelStandIn({ reasoner, perMinute: { requests: 50, input: 10_000, output: 1_200 } });
  try {
    const ours = createModel({ apiKey: 'test', baseURL: limited.url, timeoutMs: 5000 });
    const said: RateLimit[][] = [];
    const call = { ...still, onLimits: (limits: RateLimit[]) => said.push(limits) };
    const { usage } = await ours.think(request, call);
    const input = 10_000 - usage.input - usage.cacheWrite5m;
    expect(said[0]).toMatchObject([
      { kind: 'requests', most: 50, remaining: 49, perSecond: 50 / 60 },
      { kind: 'input', most: 10_000, perSecond: 10_000 / 60 },
      { kind: 'output', most: 1_200, remaining: 200, perSecond: 20 }, // of all that it may answer; given back since
    ]);
    expect(Math.abs(said[0]![1]!.remaining - input)).toBeLessThan(100);
    const error = await failureOf(ours.think({ ...request, maxTokens: 1_201 }, call));
    expect(error).toMatchObject({ class: 'rate-limited', code: 'rate_limit_error' });
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(said[1]!.map(({ kind }) => kind)).toEqual(['requests', 'input', 'output']);
  } finally {
    await limited.close();
  }
});

test.each([
  ['a minute, whatever the seconds are rounded to', '2026-01-01T00:00:31Z', 100],
  ['as late as it says', '2026-01-01T00:02:02Z', 25],
  ['a minute where it says nothing', '', 100],
])('a limit fills within %s', (_, reset, perSecond) => {
  const headers = new Headers({ date: 'Thu, 01 Jan 2026 00:00:00 GMT' });
  headers.set('anthropic-ratelimit-input-tokens-limit', '6000');
  headers.set('anthropic-ratelimit-input-tokens-remaining', '3000');
  headers.set('anthropic-ratelimit-input-tokens-reset', reset);
  expect(rateLimitsIn(headers)).toEqual([{ kind: 'input', most: 6_000, remaining: 3_000, perSecond }]);
});

test('a stop reason that is not known here is malformed, with the whole answer kept', async () => {
  const odd = createServer((_, response) => {
    const event = (type: string, body: object): string =>
      `event: ${type}\ndata: ${JSON.stringify({ type, ...body })}\n\n`;
    const usage = {
      input_tokens: 5,
      output_tokens: 1,
      cache_creation_input_tokens: null,
      cache_read_input_tokens: null,
      cache_creation: null,
    };
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(
      event('message_start', {
        message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null, usage },
      }),
    );
    response.write(event('something_new', {}));
    response.write(event('message_delta', { delta: { stop_reason: 'moonrise' }, usage: { output_tokens: 2 } }));
    response.end(event('message_stop', {}));
  });
  await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
  try {
    const ours = createModel({
      apiKey: 'test',
      baseURL: `http://127.0.0.1:${(odd.address() as AddressInfo).port}`,
      timeoutMs: 5000,
    });
    const error = await failureOf(ours.think(request, still));
    expect(error).toMatchObject({
      class: 'malformed',
      code: 'stop_reason',
      answer: expect.stringContaining('moonrise') as string,
    });
  } finally {
    odd.closeAllConnections();
    odd.close();
  }
});
