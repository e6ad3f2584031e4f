import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { BatchActivities } from '../../contracts/activities';
import { isTurnedAway } from '../../integrations/anthropic/is-turned-away';
import type { ModelRequest } from '../../integrations/anthropic/model';
import { SystemError } from '../../integrations/system-error';
import { claimRequests, freeRequests, noteSubmitted } from '../../ledger/batch-sending';
import { classified } from '../classified';
import type { BatchDeps } from './batch-deps';
import { findOut, SEND_WITHIN_MS } from './find-out';

/** In one batch: the provider takes more, and bytes count as well. */
const MOST = 1_000;

class TooLate extends Error {}

/**
 * Sends what waits, each batch claimed before. What became of a claim that was made before and not heard of again is found out first: nothing of it
 * is sent a second time while it may have been taken.
 */
export function createSendBatches(deps: BatchDeps): BatchActivities['sendBatches'] {
  const { ledger, api, mainQueue: queue, gatherMs } = deps;
  return classified<void, { sent: number }>(async () => {
    const { cancellationSignal: signal } = Context.current();
    await findOut(deps, signal);
    for (let sent = 0; ; sent++) {
      const before = performance.now();
      const claimed = await claimRequests(ledger, { queue, claim: randomUUID(), most: MOST, gatherMs });
      if (!claimed) return { sent };
      const { claim } = claimed;
      const requests = claimed.requests.map(({ id, request }) => ({ id, request: request as unknown as ModelRequest }));
      // Whoever slept since the claim may find it believed to be lost, and sent by another.
      const beforeSend = (): void => {
        if (performance.now() - before > SEND_WITHIN_MS) throw new TooLate();
      };
      try {
        const { id } = await api.submit(requests, { signal, beforeSend });
        await noteSubmitted(ledger, claim, id);
      } catch (error) {
        if (error instanceof TooLate) await freeRequests(ledger, claim, 'waiting');
        else if (!(error instanceof SystemError)) throw error;
        else if (isTurnedAway(error)) {
          await freeRequests(ledger, claim, error.class === 'rejected' ? 'failed' : 'waiting');
          if (error.class !== 'rejected') throw error;
        }
        return { sent };
      }
    }
  });
}
