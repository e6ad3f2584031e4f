import type { Resolution } from '../../../src/contracts/invoice-exceptions';
import type { Reasoner, Thought, ThoughtBlock } from '../messages-api';
import { complains, readConversation, type Conversation } from './conversation';
import { InvoiceCase } from './invoice-case';
import { handOver, RULES, type Ask, type Step } from './invoice-rules';

/**
 * Resolves an invoice exception by rules (`invoice-rules.ts`), from nothing but the conversation it is sent, with nothing but the tools it
 * is offered. Text inside documents and answers is data to it: it follows no instruction found there.
 */
export const invoiceReasoner: Reasoner = (request) => {
  const conversation = readConversation(request);
  const refused = conversation.used.filter((use) => use.tool === 'conclude' && use.failed);
  if (refused.length > 2 || refused.filter((use) => !complains(use)).length > 1)
    return say('My conclusion was refused again and again. A person has to take over.');
  if (refused.some((use) => !complains(use)))
    return conclude(handOver(['OTH'], 'My conclusion was refused; a person has to look at it.'), conversation);

  const facts = InvoiceCase.read(conversation);
  if (!facts) return conclude(handOver(['OTH'], 'There is no brief that I can read.'), conversation);
  const step = decide(facts);
  return 'ask' in step ? ask(step.ask, conversation) : conclude(step, conversation);
};

const decide = (facts: InvoiceCase): Step => {
  const { worst, kinds, brief } = facts;
  if (brief.invoice.kind === 'credit-note')
    return handOver(['OTH'], 'A credit note that differs from the order: a person decides.');
  if (!worst) return handOver(['OTH'], 'The comparison names no difference that I could resolve.');
  const step = RULES[worst](facts);
  if ('ask' in step) return step;
  const { rationale } = step;
  if (facts.hampered && step.sure)
    return { ...step, sure: false, rationale: `A source that matters could not be asked. ${rationale}` };
  if (kinds.length > 1)
    return { ...step, sure: false, rationale: `Several kinds of difference meet (${kinds.join(', ')}). ${rationale}` };
  return step;
};

const ask = (asks: Ask[], { tools }: Conversation): Thought => ({
  content: asks.map(({ tool, why, args }): ThoughtBlock => {
    const known = tools.get(tool) ?? [];
    const fitting = Object.entries(args).filter(([name]) => known.includes(name));
    return {
      type: 'tool_use',
      name: tool,
      input: { ...(known.includes('why') ? { why } : {}), ...Object.fromEntries(fitting) },
    };
  }),
});

const conclude = (resolution: Resolution, { tools }: Conversation): Thought => {
  const known = tools.get('conclude');
  if (!known) return say(`My conclusion: ${JSON.stringify(resolution)}`);
  const why = known.includes('why') ? { why: 'I have what I need to conclude.' } : {};
  return { content: [{ type: 'tool_use', name: 'conclude', input: { ...why, ...resolution } }] };
};

const say = (text: string): Thought => ({ content: [{ type: 'text', text }] });
