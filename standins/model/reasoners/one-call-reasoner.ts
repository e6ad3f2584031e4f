import type { Reasoner, ThoughtBlock } from '../messages-api';
import { findObject, readConversation } from './conversation';

export interface OneCall {
  tool: string;
  args: Record<string, unknown>;
}

/** What the model was told of its call. */
export interface Told {
  tool: string;
  failed: boolean;
  text: string;
}

interface Options {
  /** The call for the invoice of this number; none: it concludes at once. */
  callFor: (invoice: string) => OneCall | undefined;
  onTold: (invoice: string, told: Told) => void;
}

/** A stand-in that thinks nothing: makes the one call it was given for an invoice, says what it was told of it, and concludes with a query. */
export function createOneCallReasoner({ callFor, onTold }: Options): Reasoner {
  return (request) => {
    const { opening, used } = readConversation(request);
    const brief = findObject(opening, (value) => 'invoice' in value) as { invoice: { number: string } } | undefined;
    const number = brief?.invoice.number ?? '';
    const call = callFor(number);
    const [first] = used;
    if (call && !first) return { content: [use(call.tool, call.args)] };
    if (first) onTold(number, { tool: first.tool, failed: first.failed, text: first.text });
    const query = { action: 'query', amount: '0', reasons: ['PRI'], actions: ['PIN'], sure: true };
    return { content: [use('conclude', { ...query, rationale: 'A stand-in asks for more.' })] };
  };
}

function use(name: string, input: Record<string, unknown>): ThoughtBlock {
  return { type: 'tool_use', name, input: { why: 'It is what is to be tried.', ...input } };
}
