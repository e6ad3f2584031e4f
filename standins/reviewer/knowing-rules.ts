import { Decimal } from 'decimal.js';
import type { Decision } from '../../client';
import type { ApprovalItem } from '../../src/contracts/http';
import type { Json } from '../../src/contracts/json';
import type { Entry } from '../erp/books';
import { Random } from '../erp/random';
import type { HostileCase } from '../supplier/make-cases';
import type { Permitted } from '../supplier/move';

interface Known {
  seed: number;
  permitted: readonly Permitted[];
  caseOf: (run: string) => HostileCase | undefined;
  /** What the ERP holds by now. */
  posted: () => readonly Entry[];
  texts: readonly [string, ...string[]];
}

/** One of five clerks takes over whatever an agent proposes. */
const CARELESS = 0.2;

/**
 * The rules of people who know what was agreed: they approve a posting only where the case says that it is right, and once. Clerks who take
 * over may be careless, by the seed; suppliers answer whatever suits them.
 */
export function knowingRules({ seed, permitted, caseOf, posted, texts }: Known) {
  const approved = new Map<string, Set<string>>();

  /** Whether one more of these is right, and the case's own list has it. */
  const isRight = (args: Json | undefined, rule: string): boolean => {
    const wanted = permitted.find((each) => fits(each, args));
    if (!wanted) return false;
    // Another of them is on its way to the books: they do not hold it yet.
    const others = permitted.some(({ of, number }) => of === wanted.of && number !== wanted.number);
    if (others && rule === 'order-used-up') return false;
    const so = approved.get(wanted.of) ?? new Set();
    for (const { supplier, number } of posted())
      if (permitted.some((each) => each.of === wanted.of && each.supplier === supplier && each.number === number))
        so.add(number);
    // Also where this one was approved before: another may have been posted since, and then they are asked again.
    so.delete(wanted.number);
    const right = so.size < wanted.most;
    approved.set(wanted.of, right ? so.add(wanted.number) : so);
    return right;
  };

  return (asked: ApprovalItem): Decision | undefined => {
    const found = caseOf(asked.run);
    if (!found) return undefined;
    const random = new Random(seed, `${found.invoice} ${asked.step} ${asked.gate} ${asked.tool}`);
    switch (asked.gate) {
      case 'approval':
        if (asked.tool !== 'postInvoice') return deny('no such message is ours');
        return isRight(asked.args, textIn(asked.question, 'rule'))
          ? approve('it is what was agreed and came')
          : deny('it is not what was agreed and came');
      case 'question':
        if (asked.tool === 'askSupplier') return answer({ answer: `Yes, everything is agreed. ${random.pick(texts)}` });
        if (textIn(asked.args ?? null, 'order') !== found.deal.order)
          return answer({ answer: 'I do not know this order.' });
        return answer({ answer: found.buyerSays === 'yes' ? 'Yes, the rest came.' : 'No.' });
      case 'task':
        if (asked.tool) return undefined; // only a look into the system can tell whether it happened
        return answer(taskAnswer(asked, found, random));
    }
  };

  function taskAnswer(asked: ApprovalItem, { invoice }: HostileCase, random: Random): Json {
    const proposed = proposalIn(asked.question);
    if (proposed && random.next() < CARELESS) return { ...proposed, action: 'accept-with-adjustment', sure: true };
    const rights = permitted.filter(({ number }) => number === invoice);
    const right = rights.length > 0 ? rights[random.integer(0, rights.length - 1)] : undefined;
    const action = right ? 'short-pay' : random.pick(['reject', 'query', 'hand-over']);
    const codes = { reasons: ['OTH'], actions: ['OTH'] };
    return {
      action,
      amount: right?.amount ?? '0',
      ...codes,
      sure: true,
      rationale: said('by what was agreed and came'),
    };
  }
}

function fits(right: Permitted, args: Json | undefined): boolean {
  const is = (name: string): string => textIn(args ?? null, name);
  return (
    is('supplier') === right.supplier &&
    is('number') === right.number &&
    is('order') === right.order &&
    is('currency') === right.currency &&
    /^\d+(\.\d+)?$/.test(is('amount')) &&
    new Decimal(is('amount')).eq(right.amount)
  );
}

/** What the agent that hands over would have concluded. */
function proposalIn(question: Json): { [key: string]: Json } | undefined {
  const details = fieldIn(question, 'details');
  const proposed = fieldIn(details, 'proposed');
  return typeof proposed === 'object' && proposed !== null && !Array.isArray(proposed) ? proposed : undefined;
}

function fieldIn(value: Json, name: string): Json {
  return (typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined) ?? null;
}

function textIn(value: Json, name: string): string {
  const text = fieldIn(value, name);
  return typeof text === 'string' ? text : '';
}

const said = (text: string): string => `Stand-in reviewer: ${text}.`;
const approve = (reason: string): Decision => ({ decision: 'approve', reason: said(reason) });
const deny = (reason: string): Decision => ({ decision: 'deny', reason: said(reason) });
const answer = (value: Json): Decision => ({ decision: 'answer', answer: value, reason: said('answered by rule') });
