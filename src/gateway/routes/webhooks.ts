import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import {
  DeliveryItem,
  DeliveryList,
  DeliveryState,
  WebhookItem,
  WebhookList,
  WebhookMade,
  WebhookRequest,
} from '../../contracts/webhooks';
import { checkTarget } from '../../integrations/webhooks/check-target';
import { listDeliveries, redeliver } from '../../ledger/deliveries';
import type { DeliveryRecord } from '../../ledger/deliveries';
import { nameOf } from '../../ledger/identity';
import { addWebhook, endWebhook, listWebhooks } from '../../ledger/webhooks';
import type { WebhookRecord } from '../../ledger/webhooks';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps, WebhookOptions } from '../deps';
import { invalid } from '../invalid';
import { All, Id } from '../parameters';
import { newWebhookSecret } from '../webhook-secret';

export function webhookRoutes({ ledger }: GatewayDeps, { masterKeys, allowedHosts }: WebhookOptions) {
  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/webhooks',
      {
        config: { may: ['operator', 'auditor'] },
        schema: {
          operationId: 'listWebhooks',
          summary: 'Who is told when a run has ended or an approval is asked',
          querystring: All,
          response: { 200: WebhookList },
        },
      },
      async ({ query }) => ({ webhooks: (await listWebhooks(ledger, { all: query.all === 'true' })).map(toItem) }),
    );

    app.post(
      '/v1/webhooks',
      {
        config: { may: ['operator'] },
        schema: {
          operationId: 'addWebhook',
          summary: 'Have a service told, signed by the Standard Webhooks scheme; its secret is answered this once',
          body: WebhookRequest,
          response: { 201: WebhookMade },
        },
      },
      async ({ body: { url, events, tenant }, caller: { identity } }, reply) => {
        try {
          checkTarget(new URL(url), allowedHosts);
        } catch (error) {
          throw invalid([{ path: ['url'], message: (error as Error).message.replace(/\.$/, '') }]);
        }
        const id = `wh_${randomBytes(12).toString('hex')}`;
        const { told, wrapped } = await newWebhookSecret(masterKeys, id);
        const by = nameOf(identity);
        const made = await addWebhook(ledger, { id, url, events: [...new Set(events)], tenant, secret: wrapped, by });
        return reply.code(201).send({ ...toItem(made), secret: told });
      },
    );

    app.delete(
      '/v1/webhooks/:id',
      {
        config: { may: ['operator'] },
        schema: {
          operationId: 'removeWebhook',
          summary: 'Tell it nothing more; what was delivered stays listed',
          params: Id,
          response: { 200: WebhookItem },
        },
      },
      async ({ params }) => toItem(await endWebhook(ledger, params.id, 'It was removed.')),
    );

    app.get(
      '/v1/deliveries',
      {
        config: { may: ['operator', 'auditor'] },
        schema: {
          operationId: 'listDeliveries',
          summary: 'What webhooks were told, newest first; with `state=dead` what was given up',
          querystring: z.object({
            state: DeliveryState.optional(),
            webhook: Id.shape.id.optional(),
            limit: z.coerce.number().int().min(1).max(100).default(50),
          }),
          response: { 200: DeliveryList },
        },
      },
      async ({ query: { state, webhook, limit } }) => {
        const found = await listDeliveries(ledger, {
          limit,
          ...(state ? { state } : {}),
          ...(webhook ? { webhook } : {}),
        });
        return { deliveries: found.map(toDelivery) };
      },
    );

    app.post(
      '/v1/deliveries/:id/redeliver',
      {
        config: { may: ['operator'] },
        schema: {
          operationId: 'redeliver',
          summary: 'Deliver it again, under the same id; one that is under way goes on',
          params: Id,
          response: { 202: DeliveryItem },
        },
      },
      async ({ params }, reply) => reply.code(202).send(toDelivery(await redeliver(ledger, params.id))),
    );
  };
}

function toItem(webhook: WebhookRecord): WebhookItem {
  const { id, url, events, tenant, made_by: by, since, ended_at: at, ended_why: why } = webhook;
  return {
    id,
    url,
    events,
    tenant,
    by,
    since: since.toISOString(),
    ended: at && { at: at.toISOString(), why: why ?? '' },
    links: { deliveries: `/v1/deliveries?webhook=${id}` },
  };
}

function toDelivery(delivery: DeliveryRecord): DeliveryItem {
  const { id, webhook, type, run, state, attempts, answer, at, tried_at } = delivery;
  const links = { run: `/v1/runs/${run}`, redeliver: `/v1/deliveries/${id}/redeliver` };
  const times = { at: at.toISOString(), triedAt: tried_at?.toISOString() ?? null };
  return { id, webhook, type, run, state, attempts, answer, ...times, links };
}
