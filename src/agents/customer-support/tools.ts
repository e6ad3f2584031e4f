import { z } from 'zod';
import { Amount } from '../../contracts/amount';
import { ShopOrder } from '../../contracts/customer-support';
import { personal } from '../../contracts/personal';
import { defineTool } from '../define-tool';
import type { RunFacts } from '../define-tool';
import { shopSystem } from '../systems/shop';
import { approvalAbove, limitsForGiving } from './approval-for-giving';

/** The run's own order: others are none of its business. */
const ofItsRun = (args: { order: string }, facts: RunFacts): boolean =>
  facts['order'] === undefined || facts['order'] === args.order;

const Giving = z.object({
  order: z.string().max(100),
  amount: Amount.refine((amount) => !amount.startsWith('-'), 'not negative'),
  reason: personal('text').max(4000),
});
const Receipt = z.object({ receipt: z.string() });

/** What all writes have in common: each gives something back for an order, once. */
const giving = {
  system: shopSystem,
  effect: 'write',
  write: 'idempotent',
  input: Giving,
  output: Receipt,
  about: ofItsRun,
  key: ({ order }: { order: string }) => order,
  limits: limitsForGiving,
} as const;

/** What the workflow and the agent may do in the shop, and which of it a person approves. */
export const tools = {
  findOrder: defineTool({
    system: shopSystem,
    effect: 'read',
    permission: 'shop.find-order',
    description: 'The order of this number; null where there is none.',
    input: z.object({ order: z.string().max(100) }),
    output: z.object({ found: ShopOrder.nullable() }),
    about: ofItsRun,
    run: async (args, client, call) => ({ found: await client.findOrder(args.order, call) }),
  }),
  refund: defineTool({
    ...giving,
    permission: 'shop.refund',
    description: 'Pays money back.',
    approval: approvalAbove('100'),
    run: (args, client, call) => client.refund(args, call.reference, call),
  }),
  exchange: defineTool({
    ...giving,
    permission: 'shop.exchange',
    description: 'Sends the goods again.',
    approval: approvalAbove('100'),
    run: (args, client, call) => client.exchange(args, call.reference, call),
  }),
  cancel: defineTool({
    ...giving,
    permission: 'shop.cancel',
    description: 'Cancels what has not been sent, and pays back what was paid.',
    approval: approvalAbove('500'),
    run: (args, client, call) => client.cancel(args, call.reference, call),
  }),
};
