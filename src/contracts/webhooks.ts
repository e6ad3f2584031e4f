import { z } from 'zod';

// Outgoing webhooks: who is told what, and what came of it. The wire follows standardwebhooks.com.

const Time = z.string().describe('ISO 8601, UTC');
const Id = z.string();

export const WebhookEvent = z.enum(['run.ended', 'approval.asked']);
export type WebhookEvent = z.infer<typeof WebhookEvent>;

export const WebhookRequest = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }).max(1_000),
    events: z.array(WebhookEvent).min(1),
    tenant: z
      .string()
      .regex(/^[\w-]{1,64}$|^\*$/)
      .default('*')
      .describe('only of runs of this tenant'),
  })
  .meta({ id: 'WebhookRequest' });
export type WebhookRequest = z.infer<typeof WebhookRequest>;

export const WebhookItem = z
  .object({
    id: Id,
    url: z.string(),
    events: z.array(WebhookEvent),
    tenant: z.string(),
    by: z.string(),
    since: Time,
    ended: z.object({ at: Time, why: z.string() }).nullable(),
    links: z.object({ deliveries: z.string() }),
  })
  .meta({ id: 'WebhookItem' });
export type WebhookItem = z.infer<typeof WebhookItem>;

export const WebhookMade = WebhookItem.extend({
  secret: z.string().describe('`whsec_…`; shown this once'),
}).meta({ id: 'WebhookMade' });
export type WebhookMade = z.infer<typeof WebhookMade>;

export const WebhookList = z.object({ webhooks: z.array(WebhookItem) }).meta({ id: 'WebhookList' });
export type WebhookList = z.infer<typeof WebhookList>;

/** `dead`: given up. Delivered again only when somebody says so. */
export const DeliveryState = z.enum(['pending', 'delivered', 'dead']);
export type DeliveryState = z.infer<typeof DeliveryState>;

export const DeliveryItem = z
  .object({
    id: Id.describe('webhook-id: the same at every try'),
    webhook: Id,
    type: WebhookEvent,
    run: z.string(),
    state: DeliveryState,
    attempts: z.int(),
    answer: z.string().describe('of the last try: a status, or why there was none'),
    at: Time,
    triedAt: Time.nullable(),
    links: z.object({ run: z.string(), redeliver: z.string() }),
  })
  .meta({ id: 'DeliveryItem' });
export type DeliveryItem = z.infer<typeof DeliveryItem>;

export const DeliveryList = z.object({ deliveries: z.array(DeliveryItem) }).meta({ id: 'DeliveryList' });
export type DeliveryList = z.infer<typeof DeliveryList>;

/** What is sent. Thin: ids and where to ask, so that nobody is told more than they may read. */
export type WebhookMessage =
  | {
      type: 'run.ended';
      timestamp: string;
      data: { run: string; workflow: string; end: string; links: { run: string } };
    }
  | {
      type: 'approval.asked';
      timestamp: string;
      data: {
        approval: string;
        run: string;
        workflow: string;
        step: string;
        gate: string;
        role: string;
        due: string;
        links: { approval: string; run: string };
      };
    };
