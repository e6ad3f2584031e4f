import {
  CustomerSupportBrief,
  CustomerSupportConclusion,
  CustomerSupportInput,
} from '../../contracts/customer-support';
import { defineAgent } from '../define-agent';
import { slug } from '../slug';
import { instructions } from './instructions';
import { retention } from './retention';
import { tellQuestion } from './tell-question';
import { tools } from './tools';

/** The agent of the workflow `customer-support`: what it may do, and within which limits. */
export const customerSupportAgent = defineAgent({
  name: 'customer-support',
  version: 1,
  models: ['claude-sonnet-5-5', 'claude-haiku-5-5'],
  instructions,
  limits: { turns: 8, usd: '0.25', malformed: 3, calls: 12, writes: 2, maxTokens: 2_048 },
  grants: ['shop.find-order', 'shop.refund', 'shop.exchange', 'shop.cancel'],
  tools,
  outcomes: { conclusion: CustomerSupportConclusion },
  briefs: { judge: CustomerSupportBrief },
  retention,
  roles: ['support-clerk', 'support-lead'],
  tellQuestion,
  input: CustomerSupportInput,
  subject: 'customer-support',
  nameRun: (input) => Promise.resolve(`customer-support-${slug(CustomerSupportInput.parse(input).order).slice(0, 40)}`),
});
