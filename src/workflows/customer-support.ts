import Decimal from 'decimal.js';
import type { customerSupportAgent } from '../agents/customer-support';
import type { CustomerSupportConclusion, CustomerSupportInput } from '../contracts/customer-support';
import type { Ended } from '../contracts/run-result';
import { defineMap, goTo, park } from './engine/map';
import type { Step } from './engine/map';

/** `find-order → judge → (refund | exchange | cancel) → done`, when a customer writes to the shop about an order. */
export const customerSupportMap = defineMap<typeof customerSupportAgent>('customer-support')({
  'find-order': {
    kind: 'system',
    tool: 'findOrder',
    purpose: 'find the order that the customer names',
    onUnavailable: park(),
    onMalformed: goTo('triage'),
    onRejected: goTo('triage'),
  },
  'find-order-found': {
    kind: 'decision',
    branches: ['found', 'none'],
    purpose: 'does the shop know the order',
  },
  judge: {
    kind: 'agent',
    tools: ['findOrder'],
    outcome: 'conclusion',
    purpose: 'judge by the policy what the customer may have',
    onExhausted: goTo('triage'),
    onUnavailable: park(),
  },
  decided: {
    kind: 'decision',
    branches: ['refund', 'exchange', 'cancel', 'refused', 'hand-over'],
    purpose: 'what was concluded',
  },
  refund: {
    kind: 'system',
    tool: 'refund',
    purpose: 'pay the money back',
    onUnavailable: park(),
    onMalformed: goTo('triage'),
    onRejected: goTo('triage'),
    onDenied: goTo('denied'),
  },
  exchange: {
    kind: 'system',
    tool: 'exchange',
    purpose: 'send the goods again',
    onUnavailable: park(),
    onMalformed: goTo('triage'),
    onRejected: goTo('triage'),
    onDenied: goTo('denied'),
  },
  cancel: {
    kind: 'system',
    tool: 'cancel',
    purpose: 'cancel what has not been sent',
    onUnavailable: park(),
    onMalformed: goTo('triage'),
    onRejected: goTo('triage'),
    onDenied: goTo('denied'),
  },
  triage: {
    kind: 'human',
    role: 'support-clerk',
    outcome: 'conclusion',
    purpose: 'a person takes over',
    within: '2 days',
    onExpired: goTo('unattended'),
  },
  done: { kind: 'end', purpose: 'the customer has what the policy of the shop allows' },
  refused: { kind: 'end', purpose: 'the policy does not allow it' },
  denied: { kind: 'end', purpose: 'a person refused what was to be done' },
  'handed-over': { kind: 'end', purpose: 'a person settles it in the systems' },
  unattended: { kind: 'end', purpose: 'nobody took it over in time' },
});

type CustomerSupportStep = Step<typeof customerSupportAgent, typeof customerSupportMap.steps>;
type CustomerSupportEnd = Ended<'done' | 'refused' | 'handed-over'>;

export const customerSupport = customerSupportMap.implement(
  async (step, input: CustomerSupportInput): Promise<CustomerSupportEnd> => {
    const { order: number } = input;
    step.establish('order', number);

    const { found: order } = await step.call('find-order', { order: number });
    step.decide('find-order-found', order ? 'found' : 'none', order ? `it is ${order.state}` : 'no such order');
    if (!order) return byPerson(step, input, 'The shop does not know the order.', null);
    const left = new Decimal(order.total).minus(order.refunded).toFixed();
    step.establish('left', left);

    const today = new Date().toISOString().slice(0, 10);
    const conclusion = await conclude(step, await step.reason('judge', { input, order, today }), { input, order });
    if (!conclusion.sure) step.establish('unsure', true);
    const { decision, clause, amount, rationale } = conclusion;
    step.decide('decided', decision, rationale);
    switch (decision) {
      case 'refund':
      case 'exchange':
      case 'cancel': {
        const { receipt } = await step.call(decision, { order: number, amount, reason: rationale });
        const summary = `${decision} of ${amount} ${order.currency} by clause ${clause}: ${receipt}.`;
        return step.end('done', summary, { decision, amount, receipt });
      }
      default:
        return nothing(step, decision, rationale);
    }
  },
  { triage: async (step, input, diverted) => byPerson(step, input, diverted.reason, diverted.details) },
);

/** What the agent hands over, a person concludes in its place. */
async function conclude(
  step: CustomerSupportStep,
  proposed: CustomerSupportConclusion,
  known: object,
): Promise<CustomerSupportConclusion> {
  if (proposed.decision !== 'hand-over') return proposed;
  return step.ask('triage', { title: 'The agent hands over', details: { ...known, proposed } });
}

/** Where the way of the map is left, a person settles in the systems what is to be done there. */
async function byPerson(
  step: CustomerSupportStep,
  input: CustomerSupportInput,
  title: string,
  details: unknown,
): Promise<CustomerSupportEnd> {
  const { decision, rationale } = await step.ask('triage', { title, details: { input, details } });
  step.decide('decided', decision, rationale);
  return nothing(step, decision, rationale);
}

/** Ends without doing anything in a system. */
function nothing(
  step: CustomerSupportStep,
  decision: CustomerSupportConclusion['decision'],
  why: string,
): CustomerSupportEnd {
  switch (decision) {
    case 'refused':
      return step.end('refused', why);
    default:
      return step.end('handed-over', why);
  }
}
