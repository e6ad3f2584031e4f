import Decimal from 'decimal.js';
import type { ApprovalRule } from '../../contracts/activities';
import type { RunFacts, WriteLimit } from '../define-tool';

/** What a customer is given, whichever way. */
interface Giving {
  order: string;
  amount: string;
}

/** Nobody's silence ever approves. */
const approvedFor = (rule: string): ApprovalRule => ({
  rule,
  role: 'support-lead',
  within: '2 days',
  calendar: 'business',
  reminders: 'every 4 hours',
});

/** More than so much, more than the order leaves, or what the agent is not sure of. */
export function approvalAbove(limit: string): (giving: Giving, facts: RunFacts) => ApprovalRule | false {
  return ({ amount }, facts) => {
    const left = facts['left'];
    if (typeof left !== 'string' || new Decimal(amount).gt(left)) return approvedFor('more-than-known');
    if (facts['unsure']) return approvedFor('unsure');
    return new Decimal(amount).gt(limit) && approvedFor('limit');
  };
}

/** Without a person, no order gives back more than was paid for it, however many messages come about it. */
export function limitsForGiving({ order, amount }: Giving, facts: RunFacts): WriteLimit[] {
  const left = facts['left'];
  if (typeof left !== 'string') return []; // more-than-known asks a person anyway
  const over = approvedFor('order-used-up');
  return [{ subject: `order ${order}`, amount, within: '100 years', ceiling: left, approvedToo: true, over }];
}
