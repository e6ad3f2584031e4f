import { readFileSync } from 'node:fs';
import Decimal from 'decimal.js';
import { parse } from 'yaml';
import { z } from 'zod';
import { SeaworthyError } from '../../contracts/errors';
import type { ModelUsage } from '../anthropic/model';

const Usd = z.number().min(0).transform(String);
const Rates = z.object({ input: Usd, output: Usd, cacheRead: Usd, cacheWrite5m: Usd, cacheWrite1h: Usd });
const Dated = Rates.extend({
  from: z.iso.date(),
  long: Rates.extend({ above: z.int().positive() }).optional(),
});

const Book = z.strictObject({
  models: z.record(z.string(), z.array(Dated).min(1)),
  batch: Usd,
  systems: z.record(z.string(), Usd),
  infrastructure: z.strictObject({ temporalAction: Usd, workerHour: Usd, gigabyteMonth: Usd }),
});

/** USD per million tokens. */
export type TokenRates = Record<keyof ModelUsage, string>;

/** What things cost, as a dated file says. All amounts are USD as decimal text. */
export class PriceBook {
  private constructor(private readonly book: z.output<typeof Book>) {}

  /** @throws SeaworthyError `Config.Invalid` where the file is none, or has another form */
  static read(file: string): PriceBook {
    try {
      return new PriceBook(Book.parse(parse(readFileSync(file, 'utf8'))));
    } catch (error) {
      const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
      throw new SeaworthyError('Config.Invalid', `The price book ${file} cannot be read: ${why}`);
    }
  }

  /** What is in such a file, parsed; `which` names it. @throws SeaworthyError `Input.Invalid` where it has another form */
  static of(content: unknown, which: string): PriceBook {
    const parsed = Book.safeParse(content);
    if (parsed.success) return new PriceBook(parsed.data);
    throw new SeaworthyError('Input.Invalid', `The price book ${which} does not fit: ${z.prettifyError(parsed.error)}`);
  }

  /** For each call that the system answers. */
  feeOf(system: string): string {
    return this.book.systems[system] ?? '0';
  }

  /** Of the price of a call: what it costs through a batch. */
  get batch(): string {
    return this.book.batch;
  }

  get infrastructure(): { temporalAction: string; workerHour: string; gigabyteMonth: string } {
    return this.book.infrastructure;
  }

  /**
   * Without the length of the prompt (input, cache reads and writes) it is the dearest that may apply. `model` may carry a date
   * (`claude-haiku-4-5-20251001`). Throws for a model without a price: a call whose cost is not known must not be made.
   */
  pricesOf(model: string, promptTokens = Infinity, at: Date = new Date()): TokenRates {
    const { models } = this.book;
    const prices = models[model] ?? models[model.replace(/-\d{8}$/, '')];
    if (!prices) throw new Error(`There is no price for the model ${model}: add it to the price book before using it.`);
    const day = at.toISOString().slice(0, 10);
    const price = prices.findLast(({ from }) => from <= day) ?? prices[0]!;
    const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } =
      price.long && promptTokens > price.long.above ? price.long : price;
    return { input, output, cacheRead, cacheWrite5m, cacheWrite1h };
  }

  /** What a call costs, exactly; `batch`: sent through the Message Batches API. Throws as `pricesOf` does. */
  costOf(usage: ModelUsage, model: string, { at, batch = false }: { at?: Date; batch?: boolean } = {}): Decimal {
    const prompt = usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
    const rates = this.pricesOf(model, prompt, at);
    const usd = (Object.keys(rates) as (keyof ModelUsage)[]).reduce(
      (sum, kind) => sum.plus(new Decimal(rates[kind]).times(usage[kind]).dividedBy(1_000_000)),
      new Decimal(0),
    );
    return batch ? usd.times(this.batch) : usd;
  }
}
