// Needs a free port: the client against the model stand-in on a real socket, in every kind of trouble.
import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { createModel } from '../../../src/integrations/anthropic/create-model';
import type { Model, ModelRequest } from '../../../src/integrations/anthropic/model';
import { SystemError } from '../../../src/integrations/system-error';
import type { Trouble } from '../../../standins/model/faults';
import { startModelStandIn, type ModelStandIn } from '../../../standins/model/start-model-stand-in';

const request: ModelRequest = {
  model: 'claude-sonnet-5-5',
  maxTokens: 1000,
  system: 'You look things up.',
  tools: [],
  messages: [{ role: 'user', content: 'What is it?' }],
};
const still = { signal: new AbortController().signal };

let standin: ModelStandIn;
let model: Model;
beforeAll(async () => {
  standin = await startModelStandIn({
    reasoner: () => ({ content: [{ type: 'text', text: 'It is what it is. '.repeat(10) }] }),
  });
  model = createModel({ apiKey: 'sk-secret', baseURL: standin.url, timeoutMs: 5000 });
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

type Row = [string, Trouble, Partial<Pick<SystemError, 'class' | 'code' | 'retryAfterMs'>>];
test.each<Row>([
  ['429', { kind: 'rate-limited' }, { class: 'rate-limited', code: 'rate_limit_error', retryAfterMs: undefined }],
  [
    '429 that says when',
    { kind: 'rate-limited', retryAfterSeconds: 1.5 },
    { class: 'rate-limited', retryAfterMs: 1500 },
  ],
  [
    'a ramp limit',
    { kind: 'rate-limited', code: 'ramp_limit_exceeded', retryAfterSeconds: 7 },
    { class: 'rate-limited', code: 'ramp_limit_exceeded', retryAfterMs: 7000 },
  ],
  [
    'our spend limit',
    { kind: 'rate-limited', code: 'enforced_spend_limit_reached', retryAfterSeconds: 7 },
    { class: 'rejected', code: 'enforced_spend_limit_reached', retryAfterMs: undefined },
  ],
  [
    'the contract’s spend limit',
    { kind: 'rate-limited', code: 'contract_spend_limit_reached' },
    { class: 'rejected', code: 'contract_spend_limit_reached' },
  ],
  [
    'a linked spend limit',
    { kind: 'billing', code: 'linked_organization_spend_limit_reached' },
    { class: 'rejected', code: 'linked_organization_spend_limit_reached' },
  ],
  ['402', { kind: 'billing' }, { class: 'rejected', code: 'billing_error' }],
  [
    '529',
    { kind: 'overloaded', retryAfterSeconds: 3 },
    { class: 'transient', code: 'overloaded_error', retryAfterMs: 3000 },
  ],
  ['500', { kind: 'status', status: 500 }, { class: 'transient', code: 'api_error' }],
  ['503', { kind: 'status', status: 503 }, { class: 'transient', code: 'api_error' }],
  ['504', { kind: 'status', status: 504 }, { class: 'transient', code: 'timeout_error' }],
  ['400', { kind: 'status', status: 400 }, { class: 'rejected', code: 'invalid_request_error' }],
  ['401', { kind: 'status', status: 401 }, { class: 'credential', code: 'authentication_error' }],
  ['403', { kind: 'status', status: 403 }, { class: 'credential', code: 'permission_error' }],
  ['404', { kind: 'status', status: 404 }, { class: 'rejected', code: 'not_found_error' }],
  ['413', { kind: 'status', status: 413 }, { class: 'rejected', code: 'request_too_large' }],
  ['overload in mid-stream', { kind: 'error-in-stream' }, { class: 'transient', code: 'overloaded_error' }],
  [
    'an API error in mid-stream',
    { kind: 'error-in-stream', type: 'api_error' },
    { class: 'transient', code: 'api_error' },
  ],
  [
    'a rate limit in mid-stream',
    { kind: 'error-in-stream', type: 'rate_limit_error' },
    { class: 'rate-limited', code: 'rate_limit_error' },
  ],
  ['a stream that ends too early', { kind: 'cut-off' }, { class: 'transient', code: 'cut-off' }],
  ['a connection reset', { kind: 'reset' }, { class: 'transient', code: 'connection' }],
])('%s is %j → %j', async (_, trouble, expected) => {
  standin.faults.set([{ trouble }]);
  const error = await failureOf(model.think(request, still));
  expect(error).toMatchObject({ system: 'anthropic', ...expected });
  expect(error.message).not.toContain('secret');
});

test('a reset in mid-stream is transient', async () => {
  standin.faults.set([{ trouble: { kind: 'cut-off', clean: false } }]);
  expect((await failureOf(model.think(request, still))).class).toBe('transient');
});

test.each<Trouble['kind']>(['no-answer', 'stall'])('%s ends at the time-out, headers or not', async (kind) => {
  standin.faults.set([{ trouble: { kind } as Trouble }]);
  const hasty = createModel({ apiKey: 'test', baseURL: standin.url, timeoutMs: 150 });
  expect(await failureOf(hasty.think(request, still))).toMatchObject({ class: 'transient', code: 'timeout' });
});

test('nobody listening is transient', async () => {
  const nowhere = createModel({ apiKey: 'test', baseURL: 'http://127.0.0.1:9', timeoutMs: 1000 });
  expect(await failureOf(nowhere.think(request, still))).toMatchObject({ class: 'transient', code: 'connection' });
});

test('a prompt that is too long keeps a code of its own', async () => {
  const messages: MessageParam[] = [{ role: 'user', content: 'x'.repeat(900_000) }];
  const error = await failureOf(model.think({ ...request, model: 'claude-haiku-4-5', messages }, still));
  expect(error).toMatchObject({ class: 'rejected', code: 'prompt_too_long' });
});

test('a failed call is tried once: repeating it is the engine’s', async () => {
  const before = standin.calls().length;
  standin.faults.set([{ trouble: { kind: 'overloaded' } }]);
  await failureOf(model.think(request, still));
  expect(standin.calls()).toHaveLength(before + 1);
});

test.each(['no-answer', 'stall'] as const)(
  'our abort comes back as its own reason during %s, and the provider sees us leave',
  async (kind) => {
    standin.faults.set([{ trouble: { kind } }]);
    const controller = new AbortController();
    const before = standin.calls().length;
    const thinking = model.think(request, { signal: controller.signal });
    while (standin.calls().length === before || (kind === 'stall' && !standin.calls()[before]?.answered))
      await new Promise((resolve) => setImmediate(resolve));
    const reason = new Error('cancelled by us');
    controller.abort(reason);
    await expect(thinking).rejects.toBe(reason);
    while (!standin.calls()[before]?.aborted) await new Promise((resolve) => setImmediate(resolve));
    expect(standin.calls()[before]?.answered).toBe(kind === 'stall');
  },
);

test('an abort without a reason is an AbortError, and nothing is sent when it comes first', async () => {
  const before = standin.calls().length;
  await expect(model.think(request, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  expect(standin.calls()).toHaveLength(before);
});
