import { z } from 'zod';
import type { ShopOrder } from '../../contracts/customer-support';
import { IsoDay } from '../../integrations/formats/iso-day';
import { PlainAmount } from '../../integrations/formats/plain-amount';
import { apiKey } from '../../integrations/http/auth/api-key';
import type { Call } from '../../integrations/http/call';
import type { SystemHttp } from '../../integrations/http/system-http';
import { setting } from '../../settings/setting';
import { defineSystem } from '../define-system';

/** As little of an answer as is used, read into our own form. Other fields are ignored. */
const Order = z
  .object({
    number: z.string(),
    customer: z.object({ name: z.string() }),
    state: z.enum(['placed', 'sent', 'delivered', 'cancelled']),
    deliveredOn: IsoDay.nullable(),
    items: z.array(z.object({ name: z.string(), finalSale: z.boolean() })),
    paid: PlainAmount,
    refunded: PlainAmount,
    currency: z.string(),
  })
  .transform(({ customer, deliveredOn, paid, ...order }) => ({
    ...order,
    customer: customer.name,
    delivered: deliveredOn,
    total: paid,
  }));

const Receipt = z.object({ receipt: z.string() });

const answers = {
  'GET /orders': z.array(Order),
  'POST /orders/{}/refunds': Receipt,
  'POST /orders/{}/replacements': Receipt,
  'POST /orders/{}/cancellation': Receipt,
  'GET /status': z.object({ up: z.literal(true) }),
};

interface Giving {
  order: string;
  amount: string;
  reason: string;
}

class ShopClient {
  constructor(private readonly http: SystemHttp) {}

  async findOrder(number: string, call?: Call): Promise<ShopOrder | null> {
    const request = { method: 'GET', path: '/orders', query: { number }, effect: 'read' } as const;
    const [order] = await this.http.send(request, answers['GET /orders'], call);
    return order ?? null;
  }

  refund(giving: Giving, key: string, call?: Call): Promise<{ receipt: string }> {
    return this.give('/orders/{order}/refunds', giving, key, call);
  }

  exchange(giving: Giving, key: string, call?: Call): Promise<{ receipt: string }> {
    return this.give('/orders/{order}/replacements', giving, key, call);
  }

  cancel(giving: Giving, key: string, call?: Call): Promise<{ receipt: string }> {
    return this.give('/orders/{order}/cancellation', giving, key, call);
  }

  async probe(): Promise<void> {
    await this.http.send({ method: 'GET', path: '/status', effect: 'read' }, answers['GET /status']);
  }

  private give(path: string, { order, ...body }: Giving, key: string, call?: Call): Promise<{ receipt: string }> {
    const request = { method: 'POST', path, params: { order }, effect: 'idempotent', key, body } as const;
    return this.http.send(request, Receipt, call);
  }
}

/** The shop: orders, payments and parcels. */
export const shopSystem = defineSystem({
  name: 'shop',
  inline: false,
  rps: 10,
  requestTimeoutMs: 5_000,
  settlesWithinMs: 5_000,
  retries: 4,
  answers,
  http: (env) => ({
    baseUrl: setting(env, 'SHOP_URL'),
    title: 'The shop',
    auth: apiKey('x-api-key', setting(env, 'SHOP_KEY')),
    idempotencyHeader: 'idempotency-key',
    concurrency: 4,
  }),
  connect: ({ http }) => new ShopClient(http),
  probe: (client) => client.probe(),
});
