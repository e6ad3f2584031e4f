import { setTimeout as wait } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { listUnstarted, noteStarted } from '../ledger/deliveries';
import type { GatewayDeps, WebhookOptions } from './deps';

const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 50;
const START_WITHIN_MS = 5_000;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** standardwebhooks.com, "Deliverability and reliability". */
const DELAYS_MS = [
  5 * SECOND,
  ...[5, 30].map((minutes) => minutes * MINUTE),
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR),
];

/**
 * Starts a workflow for each delivery that the ledger wants, and again where somebody wants it again. Its id is the delivery's, so that several
 * gateways, or one that ended before it noted the start, start one. Settles once `deps.closing` is aborted.
 */
export async function startDeliveries(
  deps: GatewayDeps,
  { delaysMs = DELAYS_MS }: WebhookOptions,
  log: (error: unknown) => void,
): Promise<void> {
  const { ledger, temporal, mainQueue: taskQueue, closing } = deps;
  while (!closing.aborted) {
    try {
      for (const { id, round } of await listUnstarted(ledger, AT_ONCE)) {
        if (closing.aborted) break;
        await temporal
          .withDeadline(Date.now() + START_WITHIN_MS, () =>
            temporal.workflow.start('deliverWebhook', {
              workflowId: `webhook-${id}-${round}`,
              taskQueue,
              args: [{ delivery: id, delaysMs }],
              workflowIdReusePolicy: 'REJECT_DUPLICATE',
              staticSummary: 'Webhook',
            }),
          )
          .catch((error: unknown) => {
            if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
          });
        await noteStarted(ledger, { id, round });
      }
    } catch (error) {
      log(error); // Temporal or the ledger may be back the next time
    }
    await wait(LOOK_EVERY_MS, undefined, { signal: closing }).catch(() => undefined);
  }
}
