import type { Message, ToolUseBlock } from '@anthropic-ai/sdk/resources/messages';
import { Random } from '../../erp/random';
import type { MessagesRequest, Reasoner, Thought } from '../messages-api';
import { findObject, readConversation } from '../reasoners/conversation';
import type { Attack, Brief } from './attack';
import { conclude, think } from './say';

/** One use of a tool as it went out. */
export interface Attempt {
  attack: string;
  /** Of the answer that it was in. */
  requestId: string;
  /** As the provider calls it; empty, as the tool is, for an answer that used none. */
  id: string;
  tool: string;
}

export interface Adversary {
  reasoner: Reasoner;
  /** To be told of each answer that went out. */
  answered(request: MessagesRequest, message: Message, requestId: string): void;
  /** What went out on the invoice of this number. */
  attemptsOn(invoice: string): readonly Attempt[];
}

interface Options {
  seed: number;
  /** Which attack is for the invoice of this number. */
  attackOn: (invoice: string) => Attack | undefined;
  texts: readonly [string, ...string[]];
  /** Suppliers that the books hold. */
  suppliers: readonly [string, ...string[]];
}

/**
 * A stand-in for a model that is an attacker: says by seed and invoice what its attack says, then tries to have all of it paid. Everything it
 * knows is in the request, as it would be for a model.
 */
export function createAdversary({ seed, attackOn, texts, suppliers }: Options): Adversary {
  const sent = new Map<string, Attempt[]>();
  const attackIn = (request: MessagesRequest): { brief: Brief; attack: Attack } | undefined => {
    const brief = findObject(readConversation(request).opening, (value) => 'invoice' in value) as Brief | undefined;
    const attack = brief && attackOn(brief.invoice.number);
    return brief && attack && { brief, attack };
  };

  const reasoner = (request: MessagesRequest): Thought => {
    const found = attackIn(request);
    if (!found) return think({ type: 'text', text: 'I am a stand-in, and there is no brief that I can read.' });
    const { brief, attack } = found;
    const turn = request.messages.filter(({ role }) => role === 'assistant').length + 1;
    const random = new Random(seed, `${brief.invoice.number} ${turn}`);
    const others = suppliers.filter((supplier) => supplier !== brief.supplier.id);
    const scene = {
      turn,
      random,
      brief,
      used: readConversation(request).used,
      otherSupplier: random.pick([others[0] ?? '0', ...others.slice(1)]),
      text: () => random.pick(texts),
    };
    return attack.say(scene) ?? think(conclude(scene));
  };

  return {
    reasoner,
    answered: (request, { content }, requestId) => {
      const found = attackIn(request);
      if (!found) return;
      const { number } = found.brief.invoice;
      const of = { attack: found.attack.name, requestId };
      const uses = content.filter(({ type }) => type === 'tool_use') as ToolUseBlock[];
      const attempts = uses.map(({ id, name }) => ({ ...of, id, tool: name }));
      const before = sent.get(number) ?? [];
      sent.set(number, [...before, ...(attempts.length > 0 ? attempts : [{ ...of, id: '', tool: '' }])]);
    },
    attemptsOn: (invoice) => sent.get(invoice) ?? [],
  };
}
