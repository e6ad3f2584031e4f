import { Context } from '@temporalio/activity';
import type { BatchActivities } from '../../contracts/activities';
import type { NewEntry } from '../../contracts/entry';
import type { Json } from '../../contracts/json';
import type { BatchResult } from '../../integrations/anthropic/batches';
import { prices } from '../../integrations/prices/prices';
import { listToTell, noteAnswer, noteFailed, readSubmitted } from '../../ledger/batch-results';
import type { Submitted } from '../../ledger/batch-results';
import { listSubmitted, readOpen } from '../../ledger/batch-sending';
import { countEntries } from '../../telemetry/count-entries';
import { classified } from '../classified';
import type { BatchDeps } from './batch-deps';

const LAST_POLL_MS = 5 * 60_000;
/** Of its age: how long a batch is left alone. */
const SHARE = 0.2;
/** A signal may be lost with the process that was to send it. */
const TOLD_AGAIN_AFTER_MS = 30_000;
/** Many signals at once crash Temporal's client. */
const BESIDE = 5;

/** Takes in what batches that have ended say, and wakes the runs that wait for it. One that nobody waits for any more is cancelled. */
export function createCollectBatches(deps: BatchDeps): BatchActivities['collectBatches'] {
  const { ledger, api, mainQueue: queue, gatherMs, pollMs } = deps;
  return classified<void, { againMs: number | null }>(async () => {
    const { cancellationSignal: signal } = Context.current();
    for (const { batch, wanted } of await listSubmitted(ledger, queue)) {
      const { ended } = await api.find(batch, { signal });
      if (!ended && wanted === 0) await api.cancel(batch, { signal });
      if (!ended) continue;
      const open = await readSubmitted(ledger, batch);
      for await (const result of api.results(batch, { signal })) {
        const call = open.get(result.id);
        if (call) await take(deps, call, result);
        open.delete(result.id);
      }
      for (const id of open.keys()) await noteFailed(ledger, id, { paid: true }); // the provider says nothing of it
    }
    await wakeAll(deps, await listToTell(ledger, queue, TOLD_AGAIN_AFTER_MS));
    const { open, waiting, youngestMs } = await readOpen(ledger, queue);
    if (open === 0) return { againMs: null };
    const poll = Math.min(LAST_POLL_MS, Math.max(pollMs, youngestMs * SHARE));
    return { againMs: Math.round(waiting > 0 ? Math.min(poll, gatherMs) : poll) };
  });
}

async function take({ ledger }: BatchDeps, call: Submitted, result: BatchResult): Promise<void> {
  if (result.type === 'failed') return noteFailed(ledger, call.id, { paid: result.why === 'malformed' });
  const { answer } = result;
  const usd = prices().costOf(answer.usage, call.model, { batch: true }).toFixed();
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = answer.usage;
  const tokens = input + output + cacheRead + cacheWrite5m + cacheWrite1h;
  const late: NewEntry = {
    source: `batch:${call.id}`,
    kind: 'model-failed',
    step: call.step,
    header: {
      ...{ model: call.model, class: 'late', code: 'batch', ms: 0, usd },
      tokens,
    },
  };
  if (await noteAnswer(ledger, call, { answer: answer as unknown as Json, usd, late })) countEntries([late]);
}

async function wakeAll(deps: BatchDeps, workflowIds: string[]): Promise<void> {
  const next = async (): Promise<void> => {
    for (let id = workflowIds.shift(); id !== undefined; id = workflowIds.shift())
      await deps.unpark(id).catch(() => undefined);
  };
  await Promise.all(Array.from({ length: BESIDE }, next));
}
