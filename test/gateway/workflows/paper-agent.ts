import Decimal from 'decimal.js';
import { z } from 'zod';
import { defineAgent } from '../../../src/agents/define-agent';
import { defineSystem } from '../../../src/agents/define-system';
import { defineTool } from '../../../src/agents/define-tool';
import { Amount } from '../../../src/contracts/amount';
import { SystemError } from '../../../src/integrations/system-error';

/** What was really bought. */
export const bought: { number: string; amount: string }[] = [];

const shop = defineSystem({
  name: 'shop',
  inline: true,
  requestTimeoutMs: 1_000,
  settlesWithinMs: 0,
  retries: 1,
  connect: () => ({
    buy: (order: { number: string; amount: string }) => {
      if (!bought.some(({ number }) => number === order.number)) bought.push(order);
      return { receipt: `receipt-${order.number}` };
    },
  }),
});

const Order = z.object({ number: z.string(), amount: Amount });
const Receipt = z.object({ receipt: z.string() });

export const paperAgent = defineAgent({
  name: 'order-paper',
  version: 2,
  models: ['claude-sonnet-5-5'],
  instructions: 'You order paper.',
  limits: { turns: 1, usd: '1', malformed: 1, calls: 1, writes: 1, maxTokens: 100 },
  production: ['guarded'],
  grants: ['buy'],
  tools: {
    buy: defineTool({
      system: shop,
      effect: 'write',
      write: 'idempotent',
      permission: 'buy',
      description: 'Buys.',
      input: Order,
      output: Receipt,
      key: ({ number }) => number,
      approval: ({ amount }) => new Decimal(amount).gt(100) && { rule: 'limit', role: 'lead', within: '1 hour' },
      run: async (order, client) => client.buy(order),
    }),
    wire: defineTool({
      system: shop,
      effect: 'write',
      write: 'blind',
      permission: 'buy',
      description: 'Buys where the answer gets lost.',
      input: Order,
      output: Receipt,
      key: ({ number }) => number,
      run: async (order, client) => {
        client.buy(order);
        throw new SystemError('No answer.', { class: 'unknown', system: 'shop' });
      },
    }),
    askColleague: defineTool({
      system: shop,
      effect: 'write',
      write: 'idempotent',
      permission: 'buy',
      description: 'Asks.',
      input: z.object({ question: z.string() }),
      output: z.object({ answer: z.string() }),
      key: ({ question }) => question,
      asks: { role: 'colleague', within: '1 hour' },
      run: async () => ({ answer: '' }),
    }),
  },
  outcomes: { choice: z.strictObject({ buy: z.boolean(), note: z.string().max(20) }) },
  retention: { zone: 'Europe/Berlin', rules: [] },
  input: z.object({
    number: z.string(),
    amount: Amount.default('1'),
    way: z.enum(['buy', 'wire', 'ask', 'choose']).default('buy'),
  }),
  roles: ['lead', 'keeper', 'colleague'],
  subject: 'paper',
  nameRun: async (input) => `paper-${(input as { number: string }).number}`,
});
