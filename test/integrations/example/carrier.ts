import { z } from 'zod';
import { GermanAmount } from '../../../src/integrations/formats/german-amount';
import { GermanDay } from '../../../src/integrations/formats/german-day';
import { apiKey } from '../../../src/integrations/http/auth/api-key';
import type { Call } from '../../../src/integrations/http/call';
import { byNumber } from '../../../src/integrations/http/pages/by-number';
import type { SystemHttp } from '../../../src/integrations/http/system-http';
import { defineSystem } from '../../../src/agents/define-system';
import { defineTool } from '../../../src/agents/define-tool';
import { setting } from '../../../src/settings/setting';

/** As little of an answer as is used, read into our own form. Other fields are ignored. */
const Shipment = z
  .object({ nummer: z.string(), angekommen: GermanDay, gewicht: GermanAmount })
  .transform((it) => ({ number: it.nummer, arrived: it.angekommen, kilos: it.gewicht }));
type Shipment = z.output<typeof Shipment>;

const answers = {
  'GET /orders/{}/shipments': z.array(Shipment),
  'POST /claims': z.object({ claim: z.string() }),
  'GET /status': z.object({ up: z.literal(true) }),
};

class CarrierClient {
  constructor(private readonly http: SystemHttp) {}

  async shipmentsOf(order: string, call?: Call): Promise<Shipment[]> {
    const path = '/orders/{order}/shipments';
    const pages = byNumber(this.http.system, (page) =>
      this.http.send(
        { method: 'GET', path, params: { order }, query: { page }, effect: 'read' },
        answers['GET /orders/{}/shipments'],
        call,
      ),
    );
    const all: Shipment[] = [];
    for await (const shipments of pages) all.push(...shipments);
    return all;
  }

  claimDamage(shipment: string, key: string, call?: Call): Promise<{ claim: string }> {
    const request = { method: 'POST', path: '/claims', effect: 'idempotent', key, body: { shipment } } as const;
    return this.http.send(request, answers['POST /claims'], call);
  }

  async probe(): Promise<void> {
    await this.http.send({ method: 'GET', path: '/status', effect: 'read' }, answers['GET /status']);
  }
}

export const carrier = defineSystem({
  name: 'carrier',
  inline: false,
  rps: 5,
  requestTimeoutMs: 5_000,
  settlesWithinMs: 2_000,
  retries: 4,
  http: (env) => ({
    baseUrl: setting(env, 'CARRIER_URL'),
    title: 'The carrier',
    auth: apiKey('x-api-key', setting(env, 'CARRIER_KEY')),
    idempotencyHeader: 'idempotency-key',
    concurrency: 4,
    classes: { 423: 'transient' }, // a shipment that somebody else has open
  }),
  answers,
  connect: ({ http }) => new CarrierClient(http),
  probe: (client) => client.probe(),
});

export const carrierTools = {
  shipments: defineTool({
    system: carrier,
    effect: 'read',
    permission: 'shipments.read',
    description: 'What the carrier has delivered for an order, and when.',
    input: z.object({ order: z.string() }),
    output: z.array(z.object({ number: z.string(), arrived: z.string(), kilos: z.string() })),
    run: ({ order }, client, call) => client.shipmentsOf(order, call),
  }),
  claimDamage: defineTool({
    system: carrier,
    effect: 'write',
    write: 'idempotent',
    permission: 'claims.open',
    description: 'Claims damage of a shipment from the carrier.',
    input: z.object({ shipment: z.string() }),
    output: z.object({ claim: z.string() }),
    key: ({ shipment }) => shipment,
    run: ({ shipment }, client, call) => client.claimDamage(shipment, call.reference, call),
  }),
};
