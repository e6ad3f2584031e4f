import { z } from 'zod';
import { Amount, Currency, Day } from './amount';
import { personal } from './personal';

/** What starts a run of the workflow `customer-support`: a customer writes to the shop about an order. */
export const CustomerSupportInput = z.object({
  order: z.string().min(1).max(100).describe('number of the order'),
  message: personal('text').max(4000).describe('what the customer wrote'),
});
export type CustomerSupportInput = z.infer<typeof CustomerSupportInput>;

/** An order as the shop knows it. */
export const ShopOrder = z.object({
  number: z.string(),
  customer: personal('name'),
  state: z.enum(['placed', 'sent', 'delivered', 'cancelled']),
  delivered: Day.nullable(),
  items: z.array(z.object({ name: z.string(), finalSale: z.boolean() })),
  total: Amount.describe('what the customer paid, with tax'),
  refunded: Amount,
  currency: Currency,
});
export type ShopOrder = z.infer<typeof ShopOrder>;

/** The brief the agent is given when it begins step `judge`. */
export const CustomerSupportBrief = z.object({ input: CustomerSupportInput, order: ShopOrder, today: Day });
export type CustomerSupportBrief = z.infer<typeof CustomerSupportBrief>;

/** What is to be done: concluded by the agent, or by the person who takes over. */
export const CustomerSupportConclusion = z.object({
  decision: z.enum(['refund', 'exchange', 'cancel', 'refused', 'hand-over']),
  clause: z.string().max(10).describe('the clause of the policy that it rests on, such as 2; 0 for none'),
  amount: Amount.describe('what the shop gives: money or the worth of goods; 0 for refused and hand-over'),
  sure: z.boolean().describe('false sends it to a person'),
  rationale: personal('text').max(4000),
});
export type CustomerSupportConclusion = z.infer<typeof CustomerSupportConclusion>;
