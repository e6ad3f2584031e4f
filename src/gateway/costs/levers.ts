import type { Projection } from '../../contracts/costs';
import type { PriceBook } from '../../integrations/prices/price-book';
import type { RunUsage } from '../../ledger/read-usage';
import { meanOf } from '../../statistics/mean-of';

interface Given {
  book: PriceBook;
  /** The cheapest that the agent may use. */
  models: readonly string[];
  /** Of a run. */
  costOf: (usage: RunUsage) => number;
  at: number;
}

const MORE_STRAIGHT_THROUGH = 0.1;

/** What a month would cost if one thing were otherwise and all else as it was measured. Pure. */
export function leversOf(usages: readonly RunUsage[], { book, models, costOf, at }: Given): Projection['levers'] {
  const now = meanOf(usages.map(costOf));
  const lever = (what: string, perRun: number, note: string): Projection['levers'][number] => ({
    ...{ what, note },
    month: Math.max(0, perRun) * at,
    change: now === 0 ? 0 : Math.max(0, perRun) / now - 1,
  });
  const repriced = (change: (call: RunUsage['models'][number], usage: RunUsage) => number): number =>
    meanOf(usages.map((usage) => costOf(usage) + usage.models.reduce((sum, call) => sum + change(call, usage), 0)));
  const priceOf = (call: RunUsage['models'][number], model = call.model): number =>
    book.costOf(call, model, { at: call.at, batch: call.batch ?? false }).toNumber();

  const uncached = repriced((call) => {
    const input = call.input + call.cacheRead + call.cacheWrite5m + call.cacheWrite1h;
    return priceOf({ ...call, input, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 }) - priceOf(call);
  });
  const batched = repriced((call, { models: calls }) => {
    const alone = calls.filter(({ step }) => step === call.step).length === 1;
    return alone ? book.costOf(call, call.model, { at: call.at, batch: true }).toNumber() - priceOf(call) : 0;
  });
  const straight = usages.filter((usage) => usage.models.length === 0 && usage.decisions.length === 0);
  const others = usages.filter((usage) => !straight.includes(usage));
  const moved = Math.min(MORE_STRAIGHT_THROUGH, others.length / Math.max(1, usages.length));
  const saved = straight.length === 0 ? 0 : meanOf(others.map(costOf)) - meanOf(straight.map(costOf));
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return [
    lever('no prompt cache', uncached, 'every token of a prompt at the price of input'),
    ...models.map((model) =>
      lever(
        `all calls by ${model}`,
        repriced((call) => priceOf(call, model) - priceOf(call)),
        'the same tokens; whether it does as well is not measured',
      ),
    ),
    lever('single calls in batches', batched, 'steps of one model call at the price of batches; loops stay'),
    lever(
      `${percent(moved)} more straight through`,
      now - moved * saved,
      `${percent(straight.length / Math.max(1, usages.length))} of the runs need neither model nor people now`,
    ),
  ];
}
