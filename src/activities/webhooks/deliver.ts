import { Context } from '@temporalio/activity';
import type { WebhookActivities } from '../../contracts/activities';
import { postMessage } from '../../integrations/webhooks/post-message';
import { giveUp, noteAttempt, readDelivery } from '../../ledger/deliveries';
import { endWebhook } from '../../ledger/webhooks';
import type { WebhookDeps } from './create-webhook-activities';
import { classified } from '../classified';
import { faultPoint } from '../../fault-point';
import { messageOf } from './message-of';

const GONE = 410;

/**
 * One try. The key is read here and stays here; only that it went wrong, and not how, goes back. A process that ends between the receiver's
 * answer and its note sends the same message again under the same id.
 */
export function createDeliver({ ledger, masterKeys, allowedHosts }: WebhookDeps): WebhookActivities['deliver'] {
  return classified(async ({ delivery: id }) => {
    const { cancellationSignal: signal } = Context.current();
    const delivery = await readDelivery(ledger, id);
    if (!delivery || delivery.state !== 'pending') return { type: 'over' };
    const { webhook } = delivery;
    if (webhook.ended) {
      await giveUp(ledger, id);
      return { type: 'over' };
    }
    const secret = await (await masterKeys()).unwrap(webhook.secret, `webhook:${webhook.id}`);
    const body = JSON.stringify(messageOf(delivery));
    const posted = await postMessage({ id, body, url: webhook.url, secret }, { allowed: allowedHosts, signal });
    faultPoint('webhook-posted');
    if (posted.status === null) {
      await noteAttempt(ledger, id, posted.why, 'pending');
      return { type: 'failed' };
    }
    const { status, retryAfterMs } = posted;
    if (status === GONE) await endWebhook(ledger, webhook.id, 'The receiver answered 410 Gone.').catch(() => undefined); // or another has
    const done = status >= 200 && status < 300;
    await noteAttempt(ledger, id, String(status), done ? 'delivered' : status === GONE ? 'dead' : 'pending');
    if (done || status === GONE) return { type: 'over' };
    return { type: 'failed', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  });
}
