import Decimal from 'decimal.js';
import type { CostClass } from '../../contracts/costs';
import type { EntryKind } from '../../contracts/entry';
import type { PriceBook, TokenRates } from '../../integrations/prices/price-book';
import type { RunUsage } from '../../ledger/read-usage';

export interface CostItem {
  step: string;
  class: CostClass;
  /** The entry that it was paid for; undefined for what is not paid by the call. */
  seq?: number;
  usd: Decimal;
}

/** Temporal's actions behind an entry, counted rather high: an activity for each call, a signal and an activity for each decision. */
const ACTIONS: Partial<Record<EntryKind, number>> = {
  'run-started': 3, // the workflow, its first activity and its last
  thought: 1,
  'model-failed': 1,
  result: 1,
  'call-failed': 1,
  resumed: 1,
  'approval-asked': 3, // recorded, told, and a timer
  'approval-reminded': 2,
  'approval-escalated': 2,
  decided: 2,
  parked: 2,
  unparked: 1,
};

/** The ledger is kept for years; what is put to a run's account is the first. */
const MONTHS_KEPT = 12;
const BYTES_PER_GIGABYTE = 1e9;
const MS_PER_HOUR = 3_600_000;
/** Of an estimate that decimals do not hold, so that sums add up whatever their order. */
const DIGITS = 12;

/**
 * What a run cost by a price book, exactly: tokens call by call, a fee for each call that a system answered, and estimates of what it took to run.
 * Throws for a model without a price.
 */
export function costItems(
  usage: RunUsage,
  book: PriceBook,
  systemOf: (tool: string) => string | undefined,
): CostItem[] {
  const { temporalAction, workerHour, gigabyteMonth } = book.infrastructure;
  const items: CostItem[] = [];
  for (const { seq, step, at, model, batch, ...tokens } of usage.models) {
    const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h;
    const rates = book.pricesOf(model, prompt, at);
    for (const kind of Object.keys(rates) as (keyof TokenRates)[])
      items.push({
        ...{ step, seq, class: kind },
        usd: new Decimal(rates[kind])
          .times(tokens[kind])
          .div(1_000_000)
          .times(batch ? book.batch : 1),
      });
  }
  for (const { seq, step, usd } of usage.failures)
    if (usd) items.push({ step, seq, class: 'brokenOff', usd: new Decimal(usd) });
  for (const { seq, step, tool, outcome } of usage.calls) {
    const system = outcome === 'denied' || outcome === 'unavailable' ? undefined : systemOf(tool);
    if (system) items.push({ step, seq, class: 'fees', usd: new Decimal(book.feeOf(system)) });
  }
  for (const { step, ms } of [...usage.models, ...usage.failures, ...usage.calls, ...usage.failedCalls])
    items.push({
      step,
      class: 'worker',
      usd: new Decimal(workerHour).times(ms).div(MS_PER_HOUR).toDecimalPlaces(DIGITS),
    });
  for (const { step, kind, count, bytes } of usage.entries) {
    const actions = (ACTIONS[kind] ?? 0) * count;
    if (actions > 0) items.push({ step, class: 'temporal', usd: new Decimal(temporalAction).times(actions) });
    items.push({
      ...{ step, class: 'storage' },
      usd: new Decimal(gigabyteMonth).times(MONTHS_KEPT).times(bytes).div(BYTES_PER_GIGABYTE),
    });
  }
  return items.filter(({ usd }) => !usd.isZero());
}

export function sumOf(items: readonly Pick<CostItem, 'usd'>[]): Decimal {
  return items.reduce((sum, { usd }) => sum.plus(usd), new Decimal(0));
}
