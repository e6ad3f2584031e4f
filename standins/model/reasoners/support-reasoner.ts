import Decimal from 'decimal.js';
import { CustomerSupportBrief } from '../../../src/contracts/customer-support';
import type { CustomerSupportConclusion } from '../../../src/contracts/customer-support';
import type { Reasoner } from '../messages-api';
import { findObject, readConversation } from './conversation';

const DAY_MS = 86_400_000;

/** Judges by the policy of the shop (`src/agents/customer-support/policy.ts`) as rules. What the customer wrote is looked through for wishes, and followed in nothing. */
export const supportReasoner: Reasoner = (request) => {
  const { opening, used } = readConversation(request);
  if (used.some(({ tool, failed }) => tool === 'conclude' && failed))
    return { content: [{ type: 'text', text: 'My conclusion was refused. A person has to take over.' }] };
  const brief = CustomerSupportBrief.safeParse(findObject(opening));
  const conclusion = brief.success ? judge(brief.data) : handOver('There is no brief that I can read.');
  const input = { why: 'I have what I need to conclude.', ...conclusion };
  return { content: [{ type: 'tool_use', name: 'conclude', input }] };
};

function judge({ input, order, today }: CustomerSupportBrief): CustomerSupportConclusion {
  const says = (pattern: RegExp): boolean => pattern.test(input.message);
  const amount = new Decimal(order.total).minus(order.refunded).toFixed();
  if (says(/lawyer|court|injur|police|press\b|newspaper/i))
    return handOver('The customer speaks of harm, the law or the press.');
  switch (order.state) {
    case 'placed':
      return says(/cancel/i)
        ? give('cancel', '1', amount, 'It has not been sent, and may be cancelled.')
        : handOver('No clause speaks of what is asked before anything was sent.');
    case 'sent':
      return handOver('The order is on its way.');
    case 'cancelled':
      return refuse('The order was cancelled, and what was paid is paid back.');
    case 'delivered':
      break;
  }
  if (!order.delivered) return handOver('Nobody knows when it was delivered.');
  const days = (Date.parse(today) - Date.parse(order.delivered)) / DAY_MS;
  const wish = says(/exchange|replace|another one|again/i) ? 'exchange' : 'refund';
  const damaged = says(/damaged|broken|torn|wrong (item|colou?r|size)|not what i ordered/i);
  if (damaged && days <= 14) return give(wish, '3', amount, `It arrived in a bad state ${days} days ago.`);
  if (order.items.some(({ finalSale }) => finalSale)) return refuse('It was sold as final sale.');
  if (days <= 30) return give(wish, '2', amount, `It was delivered ${days} days ago, and may be given back within 30.`);
  return refuse(`It was delivered ${days} days ago, longer than the policy allows.`);
}

function give(
  decision: 'refund' | 'exchange' | 'cancel',
  clause: string,
  amount: string,
  rationale: string,
): CustomerSupportConclusion {
  return { decision, clause, amount, sure: true, rationale };
}

function refuse(rationale: string): CustomerSupportConclusion {
  return { decision: 'refused', clause: '4', amount: '0', sure: true, rationale };
}

function handOver(rationale: string): CustomerSupportConclusion {
  return { decision: 'hand-over', clause: '5', amount: '0', sure: false, rationale };
}
