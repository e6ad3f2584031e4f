import { randomUUID } from 'node:crypto';
import type { Duration } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time';
import type { Json } from '../../contracts/json';
import { queueRequest } from '../../ledger/batch-requests';
import type { CallOfStep } from '../../ledger/batch-requests';
import { inTransaction } from '../../ledger/in-transaction';
import { NOTHING, settle } from '../../ledger/settle';
import type { Attempt } from '../attempt';
import type { Deps } from '../deps';
import { GRACE_MS, permitCall } from './permit-call';
import type { Permitted } from './permit-call';

/**
 * Reserves the worst case of a step's model call and queues it for a batch, in one transaction: no reservation without a row that settles it. It
 * is held for as long as the step has patience, at the price of a direct call, and given back when the answer comes. Milliseconds until the run
 * does without. Where somebody wrote in between, nothing is queued.
 */
export async function queueCall(
  deps: Deps,
  attempt: Attempt,
  of: Parameters<typeof permitCall>[1] & { patience: string; call: CallOfStep },
): Promise<Permitted & { forMs: number }> {
  const patience = msToNumber(of.patience as Duration);
  const forMs = patience - Math.min(deps.model.timeoutMs + GRACE_MS, patience / 2);
  return inTransaction(deps.ledger.pool, async (client) => {
    const permit = await permitCall((...call) => attempt.check(...call, { db: client }), {
      ...{ ...of, timeoutMs: patience, apart: true },
    });
    if (permit.type !== 'reserved') return { ...permit, forMs };
    const { request, reservation, appended } = permit;
    if (appended.seq > of.transcript.seq) await settle(client, reservation, { usd: '0', used: NOTHING });
    else
      await queueRequest(deps.ledger, client, of.call, {
        ...{ id: `sw-${randomUUID()}`, queue: deps.mainQueue, model: request.model, scopes: of.scopes, reservation },
        ...{ request: request as unknown as Json, withinMs: forMs },
      });
    return { ...permit, forMs };
  });
}
