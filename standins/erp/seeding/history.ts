import type { ErpSeed } from '../erp-seed';
import type { Random } from '../random';
import { Exact, amountText } from './decimal';
import { daysAfter } from './days';

/** Two closed orders of each supplier in the months before: received, invoiced, a little cheaper. */
export function addHistory(seed: ErpSeed, supplier: string, random: Random): void {
  const latest = seed.orders.filter((order) => order.supplier === supplier && order.lines.length > 0).at(-1);
  if (!latest) return;
  for (const age of [1, 2]) {
    const number = `44${supplier}${age}`;
    const date = daysAfter(latest.date, -90 * age - random.integer(0, 20));
    const lines = latest.lines.slice(0, 3).map((line, index) => ({
      ...line,
      id: String((index + 1) * 10),
      price: amountText(new Exact(line.price).times(1 - random.integer(1, 3) / 100).toDecimalPlaces(4)),
    }));
    const { currency, buyer } = latest;
    seed.orders.push({ number, supplier, currency, date, open: false, lines, ...(buyer && { buyer }) });
    const delivered = lines.map(({ id, quantity, unit }) => ({ orderLine: id, quantity, unit }));
    const receipt = String(5_000_000_001 + seed.receipts.length);
    seed.receipts.push({
      number: receipt,
      order: number,
      supplier,
      date: daysAfter(date, 5),
      kind: 'receipt',
      lines: delivered,
    });
    const amount = lines.reduce((sum, line) => sum.plus(new Exact(line.price).times(line.quantity)), new Exact(0));
    const id = `A${String(seed.invoices.length + 1).padStart(6, '0')}`;
    seed.invoices.push({
      id,
      reference: '',
      supplier,
      number: `${supplier}-${age}`,
      date: daysAfter(date, 10),
      amount: amountText(amount.toDecimalPlaces(2)),
      currency,
      order: number,
      state: 'posted',
      voucher: id,
    });
  }
}
