import { z } from 'zod';
import { Amount } from '../../contracts/amount';
import type { Asked, Told } from '../define-agent';

const Giving = z.object({ order: z.string(), amount: Amount });

const does: Readonly<Record<string, (order: string, amount: string) => string>> = {
  refund: (order, amount) => `Pays ${amount} back for order ${order}.`,
  exchange: (order, amount) => `Sends the goods of order ${order} again, worth ${amount}.`,
  cancel: (order, amount) => `Cancels order ${order} and pays ${amount} back.`,
};

/** A question of the workflow in plain words. */
export function tellQuestion({ gate, tool, args }: Asked): Told {
  if (gate === 'task' && tool === '')
    return { does: 'You conclude what is to be done. What is to be done in the shop, you do there by hand.' };
  const giving = Giving.safeParse(args);
  const tell = does[tool];
  return gate === 'approval' && giving.success && tell ? { does: tell(giving.data.order, giving.data.amount) } : {};
}
