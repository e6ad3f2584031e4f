import Decimal from 'decimal.js';
import type { ModelUsage } from './model';

/** USD per million tokens. */
export type Rates = Record<keyof ModelUsage, string>;

interface Price {
  model: string;
  /** The first day of the price (UTC); the earliest entry of a model also holds for all time before. */
  from: string;
  rates: Rates;
  /** Where the prompt of the one request (input, cache reads and writes) is longer than `above` tokens, every token costs these. */
  long?: { above: number; rates: Rates };
}

const rates = (
  input: string,
  output: string,
  cacheRead: string,
  cacheWrite5m: string,
  cacheWrite1h: string,
): Rates => ({
  input,
  output,
  cacheRead,
  cacheWrite5m,
  cacheWrite1h,
});

/**
 * Anthropic's list prices as of 2026-10-24, from its published documentation; the newest entry of a model stands last. Not in it: batches,
 * priority tier, fast mode, server tools, and the tenth that processing in the United States only (`inference_geo`) adds.
 */
const PRICES: readonly Price[] = [
  { model: 'claude-fable-5-1', from: '2026-01-01', rates: rates('10', '50', '0.25', '12.5', '20') },
  { model: 'claude-opus-5-5', from: '2026-01-01', rates: rates('4', '20', '0.2', '5', '8') },
  { model: 'claude-sonnet-5-5', from: '2026-01-01', rates: rates('2', '10', '0.2', '2.5', '4') },
  { model: 'claude-sonnet-5-5', from: '2026-10-07', rates: rates('2', '10', '0.1', '2.5', '4') },
  {
    model: 'claude-haiku-5-5',
    from: '2026-10-07',
    rates: rates('0.1', '0.5', '0.01', '0.125', '0.2'),
    long: { above: 100_000, rates: rates('0.5', '2.5', '0.05', '0.625', '1') },
  },
  { model: 'claude-opus-5', from: '2026-01-01', rates: rates('5', '25', '0.5', '6.25', '10') },
  { model: 'claude-sonnet-5', from: '2026-01-01', rates: rates('2', '10', '0.2', '2.5', '4') },
  { model: 'claude-haiku-4-5', from: '2026-01-01', rates: rates('1', '5', '0.1', '1.25', '2') },
];

/**
 * USD per million tokens. Without the length of the prompt (input, cache reads and writes) it is the dearest that may apply.
 * `model` may carry a date (`claude-haiku-4-5-20251001`). Throws for a model without a price: a call whose cost is not known must not be made.
 */
export const pricesOf = (model: string, promptTokens = Infinity, at: Date = new Date()): Rates => {
  const ofModel = PRICES.filter((entry) => entry.model === model || entry.model === model.replace(/-\d{8}$/, ''));
  const day = at.toISOString().slice(0, 10);
  const price = ofModel.findLast((entry) => entry.from <= day) ?? ofModel[0];
  if (!price) throw new Error(`There is no price for the model ${model}: add it to the price book before using it.`);
  return price.long && promptTokens > price.long.above ? price.long.rates : price.rates;
};

/** What a call costs, in USD, exactly. Throws as `pricesOf` does. */
export const costOf = (usage: ModelUsage, model: string, at?: Date): Decimal => {
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
  const applied = pricesOf(model, prompt, at);
  return (Object.keys(applied) as (keyof ModelUsage)[]).reduce(
    (sum, kind) => sum.plus(new Decimal(applied[kind]).times(usage[kind]).dividedBy(1_000_000)),
    new Decimal(0),
  );
};
