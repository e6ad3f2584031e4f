import type { Batch } from '../../integrations/anthropic/batches';
import { freeRequests, knownBatches, listSending, noteSubmitted } from '../../ledger/batch-sending';
import type { BatchDeps } from './batch-deps';

/** A claim is sent within this time, or not at all. */
export const SEND_WITHIN_MS = 10_000;
/** How long after the request was over a batch may still turn up in the provider's list. */
const SETTLES_WITHIN_MS = 5 * 60_000;
/** By how much the provider's clock may be behind. */
const SKEW_MS = 10 * 60_000;

/**
 * Finds out what became of claims whose answer was lost. The provider tells what a batch holds only once it has ended, and keeps no word of ours
 * about it: until one of the same size that is none of ours has ended, nobody knows. A claim that is no batch's waits again.
 */
export async function findOut({ ledger, api, mainQueue }: BatchDeps, signal: AbortSignal): Promise<void> {
  for (const { claim, ids, sentAt, sinceMs } of await listSending(ledger, mainQueue)) {
    const made = await api.since(new Date(sentAt.getTime() - SKEW_MS), { signal });
    const known = await knownBatches(
      ledger,
      made.map(({ id }) => id),
    );
    const candidates = made.filter(({ id, count }) => count === ids.length && !known.has(id));
    let undecided = sinceMs < SEND_WITHIN_MS + api.timeoutMs + SETTLES_WITHIN_MS;
    for (const batch of candidates) {
      const ours = await isOf(batch);
      if (ours) await noteSubmitted(ledger, claim, batch.id);
      undecided ||= ours !== false;
    }
    if (!undecided) await freeRequests(ledger, claim, 'waiting');

    async function isOf({ id, ended }: Batch): Promise<boolean | undefined> {
      if (!ended) return undefined;
      for await (const result of api.results(id, { signal })) return ids.includes(result.id); // one tells whose it is
      return false;
    }
  }
}
