import type { AddressInfo } from 'node:net';
import Decimal from 'decimal.js';
import Fastify from 'fastify';
import { z } from 'zod';
import { madeUpOrders } from './shop-order';
import type { ShopOrder } from './shop-order';

interface Written {
  path: string;
  body: { order: string; amount: string; reason: string };
  receipt: string;
}

export interface ShopStandIn {
  url: string;
  apiKey: string;
  close: () => Promise<void>;
}

const Giving = z.object({ amount: z.string().regex(/^\d+(\.\d+)?$/), reason: z.string() });

/**
 * A shop over a real socket: finds its made-up orders, pays back, sends again and cancels as a shop would, each once for its idempotency key, and
 * refuses (409) what its books do not allow. It says what it is in the header `x-stand-in`.
 */
export async function startShopStandIn(): Promise<ShopStandIn> {
  const apiKey = 'for-stand-ins-only';
  const orders = new Map(madeUpOrders(new Date()).map((order) => [order.number, order]));
  const written = new Map<string, Written>();
  const app = Fastify({ forceCloseConnections: true });
  app.addHook('onRequest', async ({ url, headers }, reply) => {
    void reply.header('x-stand-in', 'shop');
    if (!url.startsWith('/_standin') && headers['x-api-key'] !== apiKey)
      return reply.code(401).send({ error: 'another key' });
  });
  app.get('/_standin/written', () => [...written.values()]);
  app.get('/status', () => ({ up: true }));
  app.get<{ Querystring: { number?: string } }>('/orders', ({ query }) => {
    const order = orders.get(query.number ?? '');
    return order ? [order] : [];
  });
  for (const [path, give] of Object.entries(ways))
    app.post<{ Params: { number: string } }>(`/orders/:number/${path}`, ({ params, body, headers }, reply) => {
      const key = String(headers['idempotency-key'] ?? '');
      const giving = Giving.safeParse(body);
      const order = orders.get(params.number);
      if (!key || !giving.success) return reply.code(400).send({ error: 'no key, or another form' });
      const earlier = written.get(key);
      if (earlier) return { receipt: earlier.receipt };
      const refusal = order ? give(order, giving.data.amount) : 'no such order';
      if (refusal) return reply.code(409).send({ error: refusal });
      const receipt = `${path}-${written.size + 1}`;
      written.set(key, { path, body: { order: params.number, ...giving.data }, receipt });
      return { receipt };
    });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, apiKey, close: () => app.close() };
}

/** What is done to an order, or why not. */
const ways: Readonly<Record<string, (order: ShopOrder, amount: string) => string | undefined>> = {
  refunds: payBack,
  replacements: ({ state }) => (state === 'delivered' ? undefined : `it is ${state}`),
  cancellation: (order, amount) => {
    if (order.state !== 'placed') return `it is ${order.state}`;
    const refusal = payBack(order, amount);
    if (!refusal) order.state = 'cancelled';
    return refusal;
  },
};

function payBack(order: ShopOrder, amount: string): string | undefined {
  const refunded = new Decimal(order.refunded).plus(amount);
  if (refunded.gt(order.paid)) return 'more than was paid';
  order.refunded = refunded.toFixed(2);
  return undefined;
}
