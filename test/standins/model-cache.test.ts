// Pure: no server, no database.
import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { countInput } from '../../standins/model/count-tokens';
import type { MessagesRequest } from '../../standins/model/messages-api';
import { PromptCache, type InputUsage } from '../../standins/model/prompt-cache';

const long = (tokens: number, seed = 'a'): string => seed.repeat(tokens * 4);
const mark = { cache_control: { type: 'ephemeral' } } as const;
const hour = { cache_control: { type: 'ephemeral', ttl: '1h' } } as const;
const MINUTE = 60_000;

let clock = 0;
let cache: PromptCache;
beforeEach(() => {
  clock = 0;
  cache = new PromptCache(() => clock);
});

const request = (messages: MessageParam[], more: Partial<MessagesRequest> = {}): MessagesRequest => ({
  model: 'claude-sonnet-5-5',
  max_tokens: 100,
  system: [{ type: 'text', text: long(1500), ...mark }],
  messages,
  ...more,
});
const send = (asked: MessagesRequest): InputUsage => {
  const look = cache.look(asked);
  look.commit();
  const { input, cacheRead, cacheWrite5m, cacheWrite1h } = look.usage;
  expect(input + cacheRead + cacheWrite5m + cacheWrite1h).toBe(countInput(asked));
  return look.usage;
};

test('a growing conversation reads in each turn what the turn before wrote', () => {
  const messages: MessageParam[] = [{ role: 'user', content: [{ type: 'text', text: long(200) }] }];
  let known = 0;
  for (let turn = 0; turn < 5; turn += 1) {
    const usage = send(request(messages, mark));
    expect(usage.cacheRead).toBe(known);
    expect(usage.input).toBe(0);
    known += usage.cacheWrite5m;
    messages.push(
      { role: 'assistant', content: `Turn ${turn}: ${long(50)}` },
      { role: 'user', content: long(300, 'b') },
    );
  }
  expect(known).toBeGreaterThan(1500 + 200 + 4 * 350);
});

test('what stands behind the last breakpoint is neither written nor read', () => {
  const first = send(request([{ role: 'user', content: long(400) }]));
  expect(first).toMatchObject({ cacheRead: 0, cacheWrite5m: 1507 });
  expect(send(request([{ role: 'user', content: long(500) }]))).toMatchObject({
    cacheRead: 1507,
    cacheWrite5m: 0,
    input: 507,
  });
});

test('one character more in the prefix, another model or another tool choice miss', () => {
  const messages: MessageParam[] = [{ role: 'user', content: 'Hello' }];
  send(request(messages, mark));
  expect(
    send(request(messages, { ...mark, system: [{ type: 'text', text: `${long(1500)}.`, ...mark }] })).cacheRead,
  ).toBe(0);
  expect(send(request(messages, { ...mark, model: 'claude-opus-5' })).cacheRead).toBe(0);
  // System stays cached under another choice, messages do not.
  expect(send(request(messages, { ...mark, tool_choice: { type: 'none' } })).cacheRead).toBe(1507);
});

test('a prefix below the model’s minimum is not cached', () => {
  const short = request([{ role: 'user', content: 'Hello' }], {
    system: [{ type: 'text', text: long(1100), ...mark }],
  });
  expect(send(short).cacheWrite5m).toBeGreaterThan(1024);
  expect(send({ ...short, model: 'claude-haiku-5-5' })).toMatchObject({ cacheRead: 0, cacheWrite5m: 0 });
  expect(send({ ...short, model: 'claude-haiku-5-5' }).cacheRead).toBe(0);
});

test('an entry lives five minutes from its last use', () => {
  const asked = request([{ role: 'user', content: 'Hello' }]);
  send(asked);
  clock = 4 * MINUTE;
  expect(send(asked).cacheRead).toBe(1507);
  clock = 8 * MINUTE;
  expect(send(asked).cacheRead).toBe(1507);
  clock = 14 * MINUTE;
  expect(send(asked)).toMatchObject({ cacheRead: 0, cacheWrite5m: 1507 });
});

test('an hour’s entry lives an hour, and the two lifetimes are counted apart', () => {
  const asked = request([{ role: 'user', content: [{ type: 'text', text: long(700), ...mark }] }], {
    system: [{ type: 'text', text: long(1500), ...hour }],
  });
  expect(send(asked)).toEqual({ input: 0, cacheRead: 0, cacheWrite5m: 707, cacheWrite1h: 1507 });
  clock = 30 * MINUTE;
  expect(send(asked)).toEqual({ input: 0, cacheRead: 1507, cacheWrite5m: 707, cacheWrite1h: 0 });
});

test('the look back ends after twenty blocks; a breakpoint in between finds what lies further', () => {
  const blocks = (count: number): MessageParam['content'] =>
    Array.from({ length: count }, (_, n) => ({ type: 'text' as const, text: `block ${n}` }));
  const opening: MessageParam = { role: 'user', content: long(400) };
  const first = send(request([opening], mark));
  const wide = [
    opening,
    { role: 'assistant' as const, content: 'Many.' },
    { role: 'user' as const, content: blocks(24) },
  ];
  // Found again only as far as the system's own breakpoint.
  expect(cache.look(request(wide, mark)).usage.cacheRead).toBe(1507);
  const marked = [
    { role: 'user' as const, content: [{ type: 'text' as const, text: long(400), ...mark }] },
    ...wide.slice(1),
  ];
  expect(cache.look(request(marked, mark)).usage.cacheRead).toBe(first.cacheWrite5m);
});

test('an entry is there for others only once the answer has begun', () => {
  const asked = request([{ role: 'user', content: 'Hello' }]);
  const early = cache.look(asked);
  expect(cache.look(asked).usage.cacheRead).toBe(0);
  early.commit();
  expect(cache.look(asked).usage.cacheRead).toBe(1507);
});
