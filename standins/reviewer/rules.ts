import type { Decision } from '../../client';
import type { ApprovalItem } from '../../src/contracts/http';
import type { Resolution } from '../../src/contracts/invoice-exceptions';
import type { Json } from '../../src/contracts/json';
import { Random } from '../erp/random';
import { exampleAnswer } from './example-answer';

/** What is decided on questions of this kind. */
interface Rule {
  gate: ApprovalItem['gate'];
  /** Of the tool whose call is in question, of the policy rule that asked, in the title. */
  about?: RegExp;
  decide: (asked: ApprovalItem) => Decision | undefined;
}

/** The first that fits decides; what none decides is left to people. */
const rules: readonly Rule[] = [
  {
    gate: 'approval',
    about: /bank-account-changed/,
    decide: deny('called back on the number we know: not their account'),
  },
  { gate: 'approval', about: /more-than-invoiced/, decide: deny('nothing is paid that was not invoiced') },
  { gate: 'approval', about: /not-justified/, decide: approve('buyer and contract were asked') },
  { gate: 'approval', about: /outgoing-link/, decide: deny('we send no links that nobody of us wrote') },
  { gate: 'approval', about: /limit|order-used-up/, decide: approve('order and amount were looked at') },
  { gate: 'approval', about: /each-time|more-than-known/, decide: approve('what is proposed was looked at') },
  { gate: 'approval', about: /unsure/, decide: approve('what is proposed was looked at') },
  { gate: 'question', about: /askBuyer/, decide: yesOrNo },
  { gate: 'question', about: /askSupplier/, decide: answer({ answer: 'It rests on our offer of last month.' }) },
  {
    gate: 'task',
    about: /supplier is (unknown|blocked)/,
    decide: resolve('reject', 'UNR', 'we do not know who this is'),
  },
  { gate: 'task', about: /same number was received/, decide: resolve('query', 'REF', 'which of the two stands?') },
  { gate: 'task', about: /reset in Temporal/, decide: answer({ goOn: true }) },
  { gate: 'task', about: /^Did .* happen/, decide: () => undefined }, // only a look into the system can tell
  { gate: 'task', decide: settledByHand },
];

/** What the stand-in reviewer decides, undefined where it leaves a question to people. */
export function decisionFor(asked: ApprovalItem): Decision | undefined {
  const subject = [asked.title, asked.tool, textIn(asked.question, 'rule')].join(' ');
  return rules.find(({ gate, about }) => gate === asked.gate && (about?.test(subject) ?? true))?.decide(asked);
}

/** In the form that the workflow wants. */
function settledByHand(asked: ApprovalItem): Decision {
  return asked.workflow === 'invoice-exceptions'
    ? resolve('hand-over', 'OTH', 'it is settled in the ERP')()
    : answer(exampleAnswer(asked.answerSchema))();
}

function said(text: string): string {
  return `Stand-in reviewer: ${text}.`;
}

function deny(reason: string) {
  return (): Decision => ({ decision: 'deny', reason: said(reason) });
}

function approve(reason: string) {
  return (): Decision => ({ decision: 'approve', reason: said(reason) });
}

function answer(value: Json) {
  return (): Decision => ({ decision: 'answer', answer: value, reason: said('answered by rule') });
}

/** Whether the rest came, or the price was agreed: by the order, so that the same question always has the same answer. */
function yesOrNo({ args }: ApprovalItem): Decision {
  const yes = new Random(3, textIn(args ?? null, 'order')).next() < 0.5;
  return answer({ answer: yes ? 'Yes, and the rest came.' : 'No.' })();
}

function resolve(action: Resolution['action'], reason: Resolution['reasons'][number], rationale: string) {
  const resolution: Resolution = {
    action,
    amount: '0',
    reasons: [reason],
    actions: ['OTH'],
    sure: true,
    rationale: said(rationale),
  };
  return answer(resolution);
}

function textIn(value: Json, name: string): string {
  const text = typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined;
  return typeof text === 'string' ? text : '';
}
