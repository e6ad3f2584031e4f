import type { MessagesRequest, Reasoner } from '../messages-api';
import { findObject, readConversation } from './conversation';

/**
 * For any step that concludes with a `decision`: takes the one that the brief calls by its name, and hands over what calls none. It understands
 * nothing: that is for rules of a workflow's own, or for a model.
 */
export const decisionReasoner: Reasoner = (request) => {
  const { opening, used } = readConversation(request);
  if (used.some(({ tool, failed }) => tool === 'conclude' && failed))
    return { content: [{ type: 'text', text: 'My conclusion was refused. A person has to take over.' }] };
  const { decisions, fields } = askedFor(request);
  const text = JSON.stringify(findObject(opening)?.['input'] ?? {}).toLowerCase();
  const named = decisions.find((decision) => text.includes(decision.replaceAll('-', ' ')) || text.includes(decision));
  const decision = named ?? 'hand-over';
  const conclusion: Record<string, unknown> = {
    why: 'A stand-in concludes by what the input calls by its name.',
    decision,
    amount: amountIn(opening) ?? '0',
    sure: named !== undefined,
    rationale: named ? `Stand-in: the input asks for "${named}".` : 'Stand-in: the input names nothing that I know.',
  };
  const fitting = Object.fromEntries(Object.entries(conclusion).filter(([name]) => fields.includes(name)));
  return { content: [{ type: 'tool_use', name: 'conclude', input: fitting }] };
};

function askedFor({ tools = [] }: MessagesRequest): { decisions: readonly string[]; fields: readonly string[] } {
  const properties = tools.find(({ name }) => name === 'conclude')?.input_schema.properties as
    Record<string, { enum?: readonly string[] }> | undefined;
  return { decisions: properties?.['decision']?.enum ?? [], fields: Object.keys(properties ?? {}) };
}

/** The first amount that a system told of. */
function amountIn(opening: string): string | undefined {
  const told = findObject(opening, (value) => typeof value['amount'] === 'string');
  return told?.['amount'] as string | undefined;
}
