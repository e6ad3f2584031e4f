import type { RunId } from '../contracts/ids';
import type { Json } from '../contracts/json';
import { opened, UNTOLD, WANTED } from './batch-requests';
import type { Ledger } from './ledger';

/** On its way, or its run does not know yet how it ended. */
const OPEN = `(b.state in ('waiting', 'sending', 'submitted') or ${UNTOLD})`;

export interface Claimed {
  claim: string;
  requests: { id: string; request: Json }[];
}

/**
 * Claims what is to be sent together, once the oldest has waited for `gatherMs` or `most` wait; nothing of a run that has ended, is halted, or is
 * about to do without. From here on it may have been sent.
 */
export async function claimRequests(
  ledger: Ledger,
  { queue, claim, most, gatherMs }: { queue: string; claim: string; most: number; gatherMs: number },
): Promise<Claimed | undefined> {
  await withdrawUnwanted(ledger, queue);
  const { rows } = await ledger.pool.query<{ id: string; run: RunId; request: Buffer }>(
    `with due as (
       select b.id, b.queued_at from batch_requests b where b.queue = $1 and b.state = 'waiting' and b.direct_at > clock_timestamp()
         and halted(b.run, b.scopes) is null order by b.queued_at limit $3 for update skip locked
     )
     update batch_requests b set state = 'sending', claim = $2, sent_at = clock_timestamp() from due
     where b.id = due.id and (select count(*) = $3 or min(queued_at) <= clock_timestamp() - $4 * interval '1 ms' from due)
     returning b.id, b.run, b.request`,
    [queue, claim, most, gatherMs],
  );
  if (rows.length === 0) return undefined;
  const requests = [];
  const unreadable = [];
  for (const { id, run, request } of rows) {
    const content = await opened(ledger, { run, id }, 'request', request);
    if (content === undefined) unreadable.push(id);
    else requests.push({ id, request: content });
  }
  // They leave the claim: it is known again by how many it sent.
  await ledger.pool.query(
    `with failed as (update batch_requests set state = 'failed', claim = null where id = any ($1) returning reservation)
     select settle(reservation, 0) from failed`,
    [unreadable],
  );
  return { claim, requests };
}

/** What a run had queued that has ended since, or was reset. */
async function withdrawUnwanted(ledger: Ledger, queue: string): Promise<void> {
  await ledger.pool.query(
    `with withdrawn as (
       update batch_requests b set state = 'withdrawn', request = '' from runs r
       where b.queue = $1 and b.state = 'waiting' and r.id = b.run and not (${WANTED}) returning reservation
     ) select settle(reservation, 0) from withdrawn`,
    [queue],
  );
}

/** The claim was sent, and this is what the provider calls it. */
export async function noteSubmitted(ledger: Ledger, claim: string, batch: string): Promise<void> {
  await ledger.pool.query(
    `update batch_requests set state = 'submitted', batch = $2 where claim = $1 and state = 'sending'`,
    [claim, batch],
  );
}

/** The claim was surely not taken: its requests wait again, or, where they were refused, are the runs' own to make. Costs nothing. */
export async function freeRequests(ledger: Ledger, claim: string, to: 'waiting' | 'failed'): Promise<void> {
  await ledger.pool.query(
    `with freed as (
       update batch_requests set state = case when given_up_at is null then $2 else 'withdrawn' end, claim = null
       where claim = $1 and state = 'sending' returning state, reservation
     ) select settle(reservation, 0) from freed where state <> 'waiting'`,
    [claim, to],
  );
}

/** Claims of which nobody knows whether they were sent. */
export async function listSending(
  ledger: Ledger,
  queue: string,
): Promise<{ claim: string; ids: string[]; sentAt: Date; sinceMs: number }[]> {
  const { rows } = await ledger.pool.query<{ claim: string; ids: string[]; sentAt: Date; sinceMs: number }>(
    `select claim, array_agg(id) as ids, min(sent_at) as "sentAt",
       extract(epoch from clock_timestamp() - min(sent_at))::float8 * 1000 as "sinceMs"
     from batch_requests where queue = $1 and state = 'sending' group by claim`,
    [queue],
  );
  return rows;
}

/** Batches that are under way; `wanted`: how many runs still wait for it. */
export async function listSubmitted(ledger: Ledger, queue: string): Promise<{ batch: string; wanted: number }[]> {
  const { rows } = await ledger.pool.query<{ batch: string; wanted: number }>(
    `select batch, count(*) filter (where ${WANTED})::int as wanted
     from batch_requests b join runs r on r.id = b.run where queue = $1 and state = 'submitted' group by batch`,
    [queue],
  );
  return rows;
}

/** Which of these batches are ours. */
export async function knownBatches(ledger: Ledger, batches: readonly string[]): Promise<Set<string>> {
  const { rows } = await ledger.pool.query<{ batch: string }>(
    'select distinct batch from batch_requests where batch = any ($1)',
    [batches],
  );
  return new Set(rows.map(({ batch }) => batch));
}

/** What the queue has to see to; `youngestMs`: since the last of it was queued. */
export async function readOpen(
  ledger: Ledger,
  queue: string,
): Promise<{ open: number; waiting: number; youngestMs: number }> {
  const { rows } = await ledger.pool.query<{ open: number; waiting: number; youngestMs: number }>(
    `select count(*)::int as open, count(*) filter (where b.state = 'waiting')::int as waiting,
       coalesce(extract(epoch from clock_timestamp() - max(b.queued_at))::float8 * 1000, 0) as "youngestMs"
     from batch_requests b join runs r on r.id = b.run where b.queue = $1 and ${OPEN}`,
    [queue],
  );
  return rows[0]!;
}

/** Queues that have something to see to. */
export async function listOpenQueues(ledger: Ledger): Promise<string[]> {
  const { rows } = await ledger.pool.query<{ queue: string }>(
    `select distinct b.queue from batch_requests b join runs r on r.id = b.run where ${OPEN}`,
  );
  return rows.map(({ queue }) => queue);
}
