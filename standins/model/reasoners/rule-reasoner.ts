import type { MessagesRequest, Reasoner } from '../messages-api';
import { decisionReasoner } from './decision-reasoner';
import { invoiceReasoner } from './invoice-reasoner';
import { supportReasoner } from './support-reasoner';

/** Rules by what a step has to conclude with; the first whose fields are all asked for. */
const reasoners: readonly { concludes: readonly string[]; reasoner: Reasoner }[] = [
  { concludes: ['action', 'amount', 'reasons'], reasoner: invoiceReasoner },
  { concludes: ['decision', 'clause'], reasoner: supportReasoner },
  { concludes: ['decision'], reasoner: decisionReasoner },
];

/** Thinks by the rules for what it is asked to conclude. */
export const ruleReasoner: Reasoner = (request) => {
  const asked = Object.keys(concludeOf(request));
  const fitting = reasoners.find(({ concludes }) => concludes.every((field) => asked.includes(field)));
  return (fitting?.reasoner ?? invoiceReasoner)(request);
};

function concludeOf({ tools = [] }: MessagesRequest): object {
  const schema = tools.find(({ name }) => name === 'conclude')?.input_schema;
  return schema?.properties ?? {};
}
