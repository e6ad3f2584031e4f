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
  const lead = rule === 'not-justified' || rule === 'limit' || rule === 'unsure';
  return {
    rule,
    role: lead ? 'ap-lead' : 'controller',
    within: '2 days',
    calendar: 'business',
    reminders: 'every 4 hours',
    ...(lead ? { escalateTo: 'controller' } : {}),
  };
}

/**
 * Without a person, no order is paid beyond what it justifies, however many invoices name it at once; and what is posted for a supplier in a day
 * stays below the limit of one posting, however many it comes in.
 */
export function limitsForPosting({ supplier, order, kind, amount, currency }: Posting, facts: RunFacts): WriteLimit[] {
  const drawn = new Decimal(amount).abs().toFixed();
  const room = facts['orderRoom'];
  const ceiling = limits[currency];
  return [
    ...(typeof room === 'string' && kind === 'invoice'
      ? [
          {
            subject: `order ${order} of ${supplier}`,
            amount: drawn,
            within: '100 years',
            ceiling: room,
            approvedToo: true,
            over: { rule: 'order-used-up', role: 'controller', within: '2 days' },
          },
        ]
      : []),
    ...(ceiling // a currency without one is always approved
      ? [
          {
            subject: `${supplier} ${currency}`,
            amount: drawn,
            within: '24 hours',
            ceiling,
            over: { rule: 'limit-of-the-day', role: 'ap-lead', within: '2 days', escalateTo: 'controller' },
          },
        ]
      : []),
  ];
}

function ruleFor({ amount, invoiced, currency }: Posting, facts: RunFacts): string | undefined {
  if (facts['bankChanged']) return 'bank-account-changed'; // the classic fraud: whatever the amount
  const posted = new Decimal(amount);
  if (posted.abs().gt(new Decimal(invoiced).abs()) || posted.isNegative() !== new Decimal(invoiced).isNegative())
    return 'more-than-invoiced';
  if (!isJustified(posted, invoiced, facts['justified'])) return 'not-justified';
  if (facts['unsure']) return 'unsure';
  const limit = limits[currency];
  if (!limit || posted.abs().gt(limit)) return 'limit';
  return undefined;
}

/** To the cent what order, receipts and earlier invoices make of it: what an agent adds or takes away, it concludes from texts of others. */
function isJustified(posted: Decimal, invoiced: string, justified: unknown): boolean {
  if (typeof justified !== 'string' || (posted.isZero() && !new Decimal(invoiced).isZero())) return false;
  return posted.eq(justified);
}
