import Decimal from 'decimal.js';
import type { CostBy, CostReport } from '../../contracts/costs';
import type { PriceBook } from '../../integrations/prices/price-book';
import type { RunUsage } from '../../ledger/read-usage';
import { costItems } from './cost-items';
import type { CostItem } from './cost-items';

const MOST_LINES = 10_000;

/** Adds up exactly what runs cost. Throws for a model without a price. */
export async function reportCosts(
  usages: AsyncIterable<RunUsage> | Iterable<RunUsage>,
  { by, book, systemOf }: { by: CostBy; book: PriceBook; systemOf: (tool: string) => string | undefined },
): Promise<Pick<CostReport, 'runs' | 'usd' | 'perRun' | 'by' | 'lines'>> {
  const sums = new Map<string, Decimal>();
  let runs = 0;
  let usd = new Decimal(0);
  for await (const usage of usages) {
    runs += 1;
    for (const item of costItems(usage, book, systemOf)) {
      const key = keyOf(by, usage, item);
      sums.set(key, (sums.get(key) ?? new Decimal(0)).plus(item.usd));
      usd = usd.plus(item.usd);
    }
  }
  const lines = [...sums].sort(([, a], [, b]) => b.comparedTo(a)).slice(0, MOST_LINES);
  return {
    ...{ runs, by, usd: usd.toFixed() },
    perRun: runs === 0 ? '0' : usd.div(runs).toFixed(6),
    lines: lines.map(([key, sum]) => ({ key, usd: sum.toFixed() })),
  };
}

function keyOf(by: CostBy, { run, tenant }: RunUsage, { step, class: kind, seq }: CostItem): string {
  switch (by) {
    case 'step':
      return step || 'the run itself';
    case 'tenant':
      return tenant;
    case 'class':
      return kind;
    case 'run':
      return run;
    case 'call':
      return seq === undefined ? `${run} (no call)` : `${run} entry ${seq}`;
  }
}
