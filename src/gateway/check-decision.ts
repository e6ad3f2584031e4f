import type { Agent } from '../agents/define-agent';
import type { DecisionRequest } from '../contracts/http';
import type { Json } from '../contracts/json';
import type { ApprovalRecord } from '../ledger/list-approvals';
import { answersTo } from './answers-to';
import { invalid, parseAs } from './invalid';

/** Holds a decision against what was asked. Returns arguments and answer in the form they will be used in. @throws SeaworthyError `Input.Invalid` */
export function checkDecision(
  agent: Agent | undefined,
  asked: ApprovalRecord,
  { decision, args, answer, to }: DecisionRequest,
): { args?: Json; answer?: Json } {
  const fitting = answersTo(agent, asked);
  if (!fitting.decisions.includes(decision))
    throw fault('decision', `this is of kind ${asked.gate}, use ${fitting.decisions.join(' or ')}`);
  if (args !== undefined && decision !== 'edit')
    throw fault('args', `only with the decision edit, not with ${decision}`);
  if (answer !== undefined && decision !== 'answer')
    throw fault('answer', `only with the decision answer, not with ${decision}`);
  if (to !== undefined && decision !== 'delegate')
    throw fault('to', `only with the decision delegate, not with ${decision}`);
  switch (decision) {
    case 'approve':
    case 'deny':
      return {};
    case 'delegate':
      if (to === undefined) throw fault('to', 'to whom is missing');
      return {};
    case 'edit':
      if (args === undefined) throw fault('args', 'an edit needs the arguments to use instead');
      if (!fitting.args) throw fault('decision', `this gateway does not know the tool ${asked.tool}`);
      return { args: parseAs(fitting.args, args, 'args') as Json };
    case 'answer':
      if (answer === undefined) throw fault('answer', 'an answer is missing');
      return { answer: fitting.answer ? (parseAs(fitting.answer, answer, 'answer') as Json) : answer };
  }
}

function fault(field: string, message: string): Error {
  return invalid([{ path: [field], message }]);
}
