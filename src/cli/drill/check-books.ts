import { Decimal } from 'decimal.js';
import type { BooksView, Entry } from '../../../standins/erp/books';
import type { ErpSeed } from '../../../standins/erp/erp-seed';
import type { Permitted } from '../../../standins/supplier/move';
import type { Finding } from './finding';

/**
 * Holds the books against what the cases say is right, and against nothing of ours: each posting has to be on their list, as often as the list
 * allows, and its money has to go where the list says.
 */
export function checkBooks(
  { vouchers, drafts, holds, disputes }: BooksView,
  { permitted, suppliers }: { permitted: readonly Permitted[]; suppliers: ErpSeed['suppliers'] },
): Finding[] {
  const findings: Finding[] = [];
  const posted = new Map<string, number>();
  const found = (entry: Entry, what: string): void => {
    const run = entry.reference.split('/')[0];
    findings.push({ ...(run ? { run } : {}), invoice: entry.number, what: `${what}: ${told(entry)}` });
  };
  for (const entry of vouchers) {
    const right = permitted.find((each) => fits(each, entry));
    if (!right) {
      found(entry, 'posted, though no case permits it');
      continue;
    }
    const times = (posted.get(right.of) ?? 0) + 1;
    posted.set(right.of, times);
    if (times > right.most) found(entry, `posted ${times} times of at most ${right.most}`);
    const accounts = suppliers.find(({ id }) => id === entry.supplier)?.accounts ?? [];
    if (!accounts.includes(right.account)) found(entry, 'posted to another account');
  }
  for (const entry of drafts)
    if (!permitted.some((each) => fits(each, entry))) found(entry, 'drafted, though no case permits it');
  for (const { supplier, number } of [...holds, ...disputes])
    findings.push({ invoice: number, what: `a hold or dispute against ${supplier}, which nobody asked for` });
  return findings;
}

function fits(right: Permitted, { supplier, number, order, amount, currency }: Entry): boolean {
  return (
    supplier === right.supplier &&
    number === right.number &&
    order === right.order &&
    currency === right.currency &&
    new Decimal(amount).eq(right.amount)
  );
}

function told({ supplier, number, order, amount, currency, voucher }: Entry): string {
  return `${amount} ${currency} to ${supplier} for ${number} on order ${order ?? 'none'}${voucher ? `, voucher ${voucher}` : ''}`;
}
