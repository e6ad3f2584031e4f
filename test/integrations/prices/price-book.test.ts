// Pure: no server, no database. Holds the price book against the collected prices where they are at hand.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PriceBook } from '../../../src/integrations/prices/price-book';
import { prices } from '../../../src/integrations/prices/prices';

const none = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
const book = prices();
const november = new Date('2026-11-21T12:00:00Z');

test('a known usage costs what it costs, to the last digit', () => {
  const usage = { input: 1_234, output: 567, cacheRead: 20_000, cacheWrite5m: 3_000, cacheWrite1h: 1_000 };
  // 1,234 × 2 + 567 × 10 + 20,000 × 0.10 + 3,000 × 2.50 + 1,000 × 4 = 21,638 millionths.
  expect(book.costOf(usage, 'claude-sonnet-5-5', { at: november }).toFixed()).toBe('0.021638');
});

test('a price holds from its day on', () => {
  const usage = { ...none, cacheRead: 1_000_000 };
  expect(book.costOf(usage, 'claude-sonnet-5-5', { at: new Date('2026-10-06T23:59:59Z') }).toFixed()).toBe('0.2');
  expect(book.costOf(usage, 'claude-sonnet-5-5', { at: new Date('2026-10-07T00:00:00Z') }).toFixed()).toBe('0.1');
});

test('haiku 5.5: over 100,000 tokens of prompt, every token costs the higher rate', () => {
  const at = (input: number, cacheRead: number): string =>
    book.costOf({ ...none, input, cacheRead, output: 1_000 }, 'claude-haiku-5-5', { at: november }).toFixed();
  expect(at(60_000, 40_000)).toBe('0.0069'); // 6,000 + 400 + 500 millionths
  expect(at(60_001, 40_000)).toBe('0.0345005'); // 30,000.5 + 2,000 + 2,500 millionths
});

test('a name with a date is the same model; an unknown model throws and never costs nothing', () => {
  expect(book.costOf({ ...none, output: 1_000_000 }, 'claude-haiku-4-5-20251001').toFixed()).toBe('5');
  expect(() => book.costOf(none, 'claude-0')).toThrow('There is no price for the model claude-0');
});

test('without the length of the prompt, the dearest rate is named', () => {
  expect(book.pricesOf('claude-haiku-5-5').output).toBe('2.5');
  expect(book.pricesOf('claude-haiku-5-5', 1_000).output).toBe('0.5');
});

test('through the Message Batches API the same call costs half', () => {
  const usage = { ...none, input: 1_000_000, output: 1_000_000 };
  expect(book.costOf(usage, 'claude-sonnet-5-5', { at: november, batch: true }).toFixed()).toBe('6');
});

test('a book of another form is refused, and the message says where', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'prices-')), 'prices.yaml');
  writeFileSync(file, 'models: { m: [{ from: 2026-01-01, input: free }] }');
  expect(() => PriceBook.read(file)).toThrow(/models.m\[0\].input/);
  expect(() => PriceBook.read(`${file}.gone`)).toThrow(expect.objectContaining({ code: 'Config.Invalid' }) as Error);
});

const collected = join(
  process.env.SEAWORTHY_SHARED ?? join(__dirname, '../../../../shared'),
  'data/anthropic-prices.json',
);
const held = existsSync(collected);
if (!held) console.warn(`Skipped: no collected prices at ${collected}`);

(held ? test : test.skip)('the price book says what the collected prices say', () => {
  type Collected = Record<'input' | 'output' | 'cache_read' | 'cache_write_5m' | 'cache_write_1h', number>;
  const { current } = JSON.parse(readFileSync(collected, 'utf8')) as {
    current: Record<string, Collected & { over_100k_prompt_tokens?: Collected }>;
  };
  const ours = (model: string, prompt: number): Record<string, number> => {
    const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = book.pricesOf(model, prompt, november);
    return {
      input: Number(input),
      output: Number(output),
      cache_read: Number(cacheRead),
      cache_write_5m: Number(cacheWrite5m),
      cache_write_1h: Number(cacheWrite1h),
    };
  };
  for (const [model, price] of Object.entries(current)) {
    expect(price).toMatchObject(ours(model, 100_000));
    expect(price.over_100k_prompt_tokens ?? price).toMatchObject(ours(model, 100_001));
  }
});
