import Decimal from 'decimal.js';
import type { ApprovalRule } from '../../contracts/activities';
import type { Posting } from '../../contracts/invoice-exceptions';
import type { RunFacts, WriteLimit } from '../define-tool';

/** Up to these amounts, with tax, a clean posting needs nobody; a currency that is not listed always needs somebody. */
const limits: Record<string, string> = {
  EUR: '10000',
  USD: '11000',
  GBP: '8500',
  CHF: '9500',
  DKK: '75000',
  NOK: '115000',
  SEK: '115000',
};

/** Who has to approve a posting, if anybody, within two working days; nobody's silence ever approves. */
export function approvalForPosting(posting: Posting, facts: RunFacts): ApprovalRule | false {
  const rule = ruleFor(posting, facts);
  if (!rule) return false;
  const lead = rule === 'limit' || rule === 'unsure';
  return {
    rule,
    role: lead ? 'ap-lead' : 'controller',
    within: '2 days',
    calendar: 'business',
    reminders: 'every 4 hours',
    ...(lead ? { escalateTo: 'controller' } : {}),
  };
}

/** What is posted for a supplier in a day without a person stays below the limit of one posting, however many it comes in. */
export function limitForPosting({ supplier, amount, currency }: Posting): WriteLimit | false {
  const ceiling = limits[currency];
  if (!ceiling) return false; // always approved
  return {
    subject: `${supplier} ${currency}`,
    amount: new Decimal(amount).abs().toFixed(),
    within: '24 hours',
    ceiling,
    over: { rule: 'limit-of-the-day', role: 'ap-lead', within: '2 days', escalateTo: 'controller' },
  };
}

function ruleFor({ amount, invoiced, currency }: Posting, facts: RunFacts): string | undefined {
  if (facts['bankChanged']) return 'bank-account-changed'; // the classic fraud: whatever the amount
  if (
    new Decimal(amount).abs().gt(new Decimal(invoiced).abs()) ||
    new Decimal(amount).isNegative() !== new Decimal(invoiced).isNegative()
  )
    return 'more-than-invoiced';
  if (facts['unsure']) return 'unsure';
  const limit = limits[currency];
  if (!limit || new Decimal(amount).abs().gt(limit)) return 'limit';
  return undefined;
}
