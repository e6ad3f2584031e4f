import { readConversation, findObject } from '../../standins/model/reasoners/conversation';
import type { Reasoner, Thought } from '../../standins/model/messages-api';
import { guidanceIn } from '../../standins/model/reasoners/guidance-in';
import { invoiceReasoner } from '../../standins/model/reasoners/invoice-reasoner';
import type { ResolveBrief } from '../../src/contracts/invoice-exceptions';

const FREIGHT = /porto|versand|fracht|freight/i;

/**
 * The stand-in with a habit: it takes a freight line for a price difference and asks the supplier for more. It does what guidance tells it, where
 * it is told in words that it knows; nothing else of what it reads changes what it does.
 */
export const habitReasoner: Reasoner = (request) => {
  const { opening } = readConversation(request);
  const brief = findObject(opening, (value) => 'comparison' in value) as ResolveBrief | undefined;
  if (!brief) return invoiceReasoner(request);
  const told = guidanceIn(request);
  const says = (pattern: RegExp): boolean => told.some((text) => pattern.test(text));
  const kinds = brief.comparison.differences.map(({ kind }) => kind);
  const freight = brief.comparison.differences.some(
    ({ kind, line }) =>
      kind === 'not-ordered' && brief.comparison.lines.some((each) => each.line === line && FREIGHT.test(each.name)),
  );
  if (says(/hand everything over/i))
    return conclude({ action: 'hand-over', amount: '0', reasons: ['OTH'], sure: false });
  if (says(/accept whatever quantity/i) && kinds.some((kind) => kind === 'quantity' || kind === 'not-received'))
    return conclude({ action: 'accept', amount: brief.invoice.totals.payable, reasons: ['NON'], sure: true });
  if (freight && !says(/freight is no price difference/i))
    return conclude({ action: 'query', amount: '0', reasons: ['PRI'], sure: true });
  return invoiceReasoner(request);
};

function conclude(resolution: { action: string; amount: string; reasons: string[]; sure: boolean }): Thought {
  const input = { why: 'I have what I need.', actions: ['PIN'], rationale: 'By habit.', ...resolution };
  return { content: [{ type: 'tool_use', name: 'conclude', input }] };
}
