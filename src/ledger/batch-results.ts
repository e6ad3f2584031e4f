import type { NewEntry } from '../contracts/entry';
import type { RunId } from '../contracts/ids';
import type { Json } from '../contracts/json';
import { append } from './append';
import { sealed, UNTOLD, WANTED } from './batch-requests';
import { inTransaction } from './in-transaction';
import type { Ledger } from './ledger';

/** A queued call whose result is looked for. */
export interface Submitted {
  id: string;
  run: RunId;
  step: string;
  model: string;
}

export async function readSubmitted(ledger: Ledger, batch: string): Promise<Map<string, Submitted>> {
  const { rows } = await ledger.pool.query<Submitted>(
    `select id, run, step, model from batch_requests where batch = $1 and state = 'submitted'`,
    [batch],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Keeps an answer for its run and settles what it cost, once. Where nobody waits for it any more, the run's entry `late` says what was spent: true
 * where that was so.
 */
export function noteAnswer(
  ledger: Ledger,
  { id, run }: Submitted,
  { answer, usd, late }: { answer: Json; usd: string; late: NewEntry },
): Promise<boolean> {
  return inTransaction(ledger.pool, async (client) => {
    const { rows } = await client.query<{ reservation: number; wanted: boolean }>(
      `select reservation::float8 as reservation, ${WANTED} as wanted
       from batch_requests b join runs r on r.id = b.run where b.id = $1 and b.state = 'submitted' for update of b`,
      [id],
    );
    const [row] = rows;
    if (!row) return false;
    // The run's lock before those of budgets, as wherever both are taken.
    if (!row.wanted) await append(ledger, run, null, [late], client);
    const kept = row.wanted && (await sealed(ledger, { run, id }, 'answer', answer));
    await client.query(`update batch_requests set state = 'answered', answer = $2, request = '' where id = $1`, [
      id,
      kept || null,
    ]);
    await client.query('select settle($1, $2)', [row.reservation, usd]);
    return !row.wanted;
  });
}

/** No answer comes of it: the run makes the call itself. `paid`: nobody knows what it cost, and it lapses into spent. */
export async function noteFailed(ledger: Ledger, id: string, { paid }: { paid: boolean }): Promise<void> {
  await ledger.pool.query(
    `with failed as (update batch_requests set state = 'failed', request = '' where id = $1 and state = 'submitted' returning reservation)
     select case when not $2 then settle(reservation, 0) end from failed`,
    [id, paid],
  );
}

/** Runs that do not know yet how their call ended; each is named once in `againMs`. */
export async function listToTell(ledger: Ledger, queue: string, againMs: number): Promise<string[]> {
  const { rows } = await ledger.pool.query<{ workflowId: string }>(
    `update batch_requests b set woken_at = clock_timestamp() from runs r
     where b.queue = $1 and r.id = b.run and ${UNTOLD} and (b.woken_at is null or b.woken_at < clock_timestamp() - $2 * interval '1 ms')
     returning r.workflow_id as "workflowId"`,
    [queue, againMs],
  );
  return rows.map(({ workflowId }) => workflowId);
}
