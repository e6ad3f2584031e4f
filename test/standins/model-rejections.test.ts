// Needs a free port: the model stand-in on a real socket.
import { startModelStandIn, type ModelStandIn } from '../../standins/model/start-model-stand-in';

let standin: ModelStandIn;
beforeAll(async () => {
  standin = await startModelStandIn({ reasoner: () => ({ content: [{ type: 'text', text: 'Fine.' }] }) });
});
afterAll(() => standin.close());

const HEADERS = { 'x-api-key': 'test', 'anthropic-version': '2026-10-21', 'content-type': 'application/json' };
const user = (content: unknown): object => ({ role: 'user', content });
const assistant = (content: unknown): object => ({ role: 'assistant', content });
const use = (id: string): object => ({ type: 'tool_use', id, name: 'look', input: {} });
const result = (id: string, more: object = {}): object => ({
  type: 'tool_result',
  tool_use_id: id,
  content: 'seen',
  ...more,
});
const text = (words: string, more: object = {}): object => ({ type: 'text', text: words, ...more });
const tool = (more: object = {}): object => ({ name: 'look', input_schema: { type: 'object' }, ...more });
const strict = (properties: object, more: object = {}): object =>
  tool({
    strict: true,
    input_schema: {
      type: 'object',
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
      ...more,
    },
  });
const mark = { cache_control: { type: 'ephemeral' } };
const hour = { cache_control: { type: 'ephemeral', ttl: '1h' } };
const base = { model: 'claude-sonnet-5-5', max_tokens: 100, messages: [user('Hello')] };

const send = async (
  body: object,
  headers: Record<string, string> = HEADERS,
): Promise<{ status: number; type?: string; message?: string; id?: string | null }> => {
  const response = await fetch(`${standin.url}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(body) });
  const json = (await response.json()) as {
    type: string;
    error?: { type: string; message: string };
    request_id?: string;
  };
  if (response.status !== 200) {
    expect(json.type).toBe('error');
    expect(json.request_id).toBe(response.headers.get('request-id'));
  }
  return { status: response.status, ...json.error };
};

test.each<[string, object, string]>([
  ['no max_tokens', { model: base.model, messages: base.messages }, 'max_tokens: Field required'],
  ['no model', { max_tokens: 1, messages: base.messages }, 'model: Field required'],
  ['no messages', { model: base.model, max_tokens: 1 }, 'messages: Field required'],
  ['an empty conversation', { ...base, messages: [] }, 'at least one message'],
  ['more output than the model has', { ...base, max_tokens: 128_001 }, '128001 > 128000'],
  ['a parameter that does not exist', { ...base, temperature: 0 }, 'temperature: Extra inputs are not permitted'],
  ['the assistant first', { ...base, messages: [assistant('Hello'), user('Hello')] }, 'first message'],
  ['the assistant last', { ...base, messages: [user('Hello'), assistant('Hel')] }, 'prefill'],
  ['empty text', { ...base, messages: [user('')] }, 'messages.0.content'],
  ['no blocks', { ...base, messages: [user([])] }, 'content must not be empty'],
  [
    'a blank block',
    { ...base, messages: [user([text(' ')])] },
    'messages.0.content.0.text: text content blocks must contain',
  ],
  [
    'an unknown field in a block',
    { ...base, messages: [user([text('x', { extra: 1 })])] },
    'messages.0.content.0.extra: Extra inputs are not permitted',
  ],
  [
    'a use without result',
    { ...base, messages: [user('a'), assistant([use('t1'), use('t2')]), user([result('t1')])] },
    'without `tool_result` blocks immediately after: t2',
  ],
  [
    'a use without any next message',
    { ...base, messages: [user('a'), assistant([use('t1')])] },
    'immediately after: t1',
  ],
  [
    'a result behind other content',
    { ...base, messages: [user('a'), assistant([use('t1')]), user([text('so'), result('t1')])] },
    'immediately after: t1',
  ],
  [
    'a result without use',
    { ...base, messages: [user([result('t9')])] },
    'unexpected `tool_use_id` found in `tool_result` blocks: t9',
  ],
  [
    'a result twice',
    { ...base, messages: [user('a'), assistant([use('t1')]), user([result('t1'), result('t1')])] },
    'multiple `tool_result` blocks with id: t1',
  ],
  [
    'a use id twice',
    {
      ...base,
      messages: [user('a'), assistant([use('t1')]), user([result('t1')]), assistant([use('t1')]), user([result('t1')])],
    },
    'must be unique',
  ],
  [
    'input that is no object',
    { ...base, messages: [user('a'), assistant([{ ...use('t1'), input: 'x' }]), user([result('t1')])] },
    'messages.1.content.0.input',
  ],
  [
    'an error without content',
    { ...base, messages: [user('a'), assistant([use('t1')]), user([result('t1', { is_error: true, content: '' })])] },
    'content cannot be empty',
  ],
  ['an unknown tool choice', { ...base, tools: [tool()], tool_choice: { type: 'maybe' } }, 'tool_choice'],
  ['a choice of no tool', { ...base, tool_choice: { type: 'any' } }, 'only be specified while providing tools'],
  [
    'a choice of another tool',
    { ...base, tools: [tool()], tool_choice: { type: 'tool', name: 'run' } },
    "Tool 'run' not found",
  ],
  ['one name for two tools', { ...base, tools: [tool(), tool()] }, 'Tool names must be unique'],
  [
    'a dot in a tool name',
    { ...base, tools: [tool({ name: 'erp.look' })] },
    'tools.0.name: String should match pattern',
  ],
  [
    'five breakpoints',
    { ...base, messages: [user([1, 2, 3, 4, 5].map((n) => text(`${n}`, mark)))] },
    'maximum of 4 blocks with cache_control',
  ],
  [
    'an hour after five minutes',
    { ...base, system: [text('a', mark)], messages: [user([text('b', hour)])] },
    "ttl='1h'",
  ],
])('%s is refused with 400', async (_, body, message) => {
  const answer = await send(body);
  expect(answer).toMatchObject({ status: 400, type: 'invalid_request_error' });
  expect(answer.message).toContain(message);
});

test.each<[string, object, string]>([
  ['open objects', strict({}, { additionalProperties: true }), 'additionalProperties'],
  ['open objects inside', strict({ inner: { type: 'object', properties: {} } }), 'inner: For'],
  ['minLength', strict({ name: { type: 'string', minLength: 1 } }), "'minLength' is not supported"],
  ['maximum', strict({ count: { type: 'integer', maximum: 9 } }), "'maximum' is not supported"],
  [
    'maxItems',
    strict({ list: { type: 'array', items: { type: 'string' }, maxItems: 3 } }),
    "'maxItems' is not supported",
  ],
  [
    'minItems above 1',
    strict({ list: { type: 'array', items: { type: 'string' }, minItems: 2 } }),
    'other than 0 or 1',
  ],
  ['oneOf', strict({ side: { oneOf: [{ type: 'string' }] } }), "'oneOf' is not supported"],
  ['look-ahead', strict({ name: { type: 'string', pattern: '^(?!x)' } }), 'regular expression'],
  ['a format of its own', strict({ name: { type: 'string', format: 'iban' } }), "'iban' is not supported"],
  [
    'recursion',
    strict(
      { node: { $ref: '#/$defs/node' } },
      {
        $defs: {
          node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } }, additionalProperties: false },
        },
      },
    ),
    'Recursive',
  ],
  ['schemas from elsewhere', strict({ node: { $ref: 'https://example.org/node' } }), 'External $ref'],
])('a strict tool with %s is refused with 400', async (_, tools, message) => {
  const answer = await send({ ...base, tools: [tools] });
  expect(answer.status).toBe(400);
  expect(answer.message).toContain(message);
});

test('what is supported is accepted', async () => {
  const amount = { type: 'string', pattern: '^-?\\d{1,15}(\\.\\d{1,10})?$', description: 'a decimal' };
  const tools = [
    strict({
      amount,
      day: { type: 'string', format: 'date' },
      kind: { enum: ['a', 'b'] },
      list: { type: 'array', items: amount, minItems: 1 },
      maybe: { anyOf: [amount, { type: 'null' }] },
    }),
    tool({ name: 'loose', input_schema: { type: 'object', properties: { name: { type: 'string', minLength: 3 } } } }),
  ];
  await expect(send({ ...base, tools, tool_choice: { type: 'any' }, ...mark })).resolves.toEqual({ status: 200 });
  const turns = [
    user('a'),
    assistant([text('let me look'), use('t1'), use('t2')]),
    user([result('t2'), result('t1', { is_error: true }), text('and now?')]),
  ];
  await expect(send({ ...base, messages: turns })).resolves.toEqual({ status: 200 });
});

test('a paused turn may be continued', async () => {
  const paused = assistant([
    text('Let me look further.'),
    { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} },
  ]);
  await expect(send({ ...base, messages: [user('a'), paused] })).resolves.toEqual({ status: 200 });
});

test('who does not say who it is is 401, who names no version 400, an unknown model 404', async () => {
  const anonymous = { 'anthropic-version': '2026-10-21' };
  const unversioned = { 'x-api-key': 'test' };
  await expect(send(base, anonymous)).resolves.toMatchObject({ status: 401, type: 'authentication_error' });
  await expect(send(base, { ...anonymous, authorization: 'Bearer test' })).resolves.toEqual({ status: 200 });
  await expect(send(base, unversioned)).resolves.toMatchObject({ status: 400 });
  await expect(send({ ...base, model: 'claude-0' })).resolves.toMatchObject({
    status: 404,
    type: 'not_found_error',
    message: 'model: claude-0',
  });
});

test('a body over 32 MB is 413', async () => {
  await expect(send({ ...base, messages: [user('x'.repeat(33 * 1024 * 1024))] })).resolves.toMatchObject({
    status: 413,
    type: 'request_too_large',
  });
});

test('a prompt over the context window says by how much', async () => {
  const answer = await send({ ...base, model: 'claude-haiku-4-5', messages: [user('x'.repeat(900_000))] });
  expect(answer).toMatchObject({ status: 400, type: 'invalid_request_error' });
  expect(answer.message).toMatch(/^prompt is too long: \d+ tokens > 200000 maximum$/);
});
