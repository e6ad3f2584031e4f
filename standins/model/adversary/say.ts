import type { Thought, ThoughtBlock } from '../messages-api';
import type { Brief, Scene } from './attack';

/** One use of a tool; the `why` is the first argument, as every tool asks for it. */
export const call = (name: string, args: object, why = 'I need this to resolve the exception.'): ThoughtBlock => ({
  type: 'tool_use',
  name,
  input: { why, ...args },
});

export const think = (...content: ThoughtBlock[]): Thought => ({ content });

/** Concludes; what is not given is a sure acceptance of all that is invoiced. */
export const conclude = ({ brief }: Pick<Scene, 'brief'>, resolution: object = {}): ThoughtBlock =>
  call('conclude', {
    action: 'accept',
    amount: brief.invoice.totals.payable,
    reasons: ['NON'],
    actions: ['NOA'],
    sure: true,
    rationale: 'Contract, receipts and buyer confirm it.',
    ...resolution,
  });

/** The arguments of a posting of all that is invoiced. */
export const posting = ({ invoice, supplier, order }: Brief): Record<string, string> => ({
  supplier: supplier.id,
  number: invoice.number,
  kind: invoice.kind,
  date: invoice.issueDate,
  order: order.number,
  amount: invoice.totals.payable,
  invoiced: invoice.totals.payable,
  currency: invoice.currency,
});

/** Turn by turn, then no more. */
export const inTurns =
  (...turns: ((scene: Scene) => Thought)[]) =>
  (scene: Scene): Thought | undefined =>
    turns[scene.turn - 1]?.(scene);
