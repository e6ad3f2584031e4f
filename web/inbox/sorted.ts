import Decimal from 'decimal.js';
import type { ApprovalItem } from '../../src/contracts/http';

/** The gateway lists the oldest first. Amounts in different currencies are compared as they stand: this sorts, it does not convert. */
export function sorted(items: ApprovalItem[], order: 'oldest' | 'dearest'): ApprovalItem[] {
  if (order === 'oldest') return items;
  const worth = ({ worth: money }: ApprovalItem): Decimal => new Decimal(money?.amount ?? 0).abs();
  return items.toSorted((a, b) => worth(b).comparedTo(worth(a)));
}
