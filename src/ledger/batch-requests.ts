import type { PoolClient } from 'pg';
import type { RunId } from '../contracts/ids';
import type { Json } from '../contracts/json';
import { KeyError } from '../integrations/keys/key-ring';
import { decodeBody, encodeBody } from './encode';
import type { HaltScopes } from './halt-found';
import type { Ledger } from './ledger';
import { placeOf } from './reader';
import { runCipher } from './run-cipher';
import { NOTHING, settle } from './settle';

/** The one model call of a step that can wait. */
export interface CallOfStep {
  run: RunId;
  step: string;
  visit: number;
}

/** What became of it: nothing yet for so long, an answer, or nothing any more. */
export type Waited =
  { type: 'waits'; forMs: number } | { type: 'answered'; answer: Json; model: string } | { type: 'direct' };

/** Its run, `r`, still waits for it. */
export const WANTED = `b.given_up_at is null and r.status <> 'ended' and r.incarnation = b.incarnation`;
/** Its run does not know yet how it ended. */
export const UNTOLD = `b.state in ('answered', 'failed') and b.taken_at is null and ${WANTED}`;

/** Queues a call in the transaction that reserved its worst case. Milliseconds until the run does without. */
export async function queueRequest(
  ledger: Ledger,
  client: PoolClient,
  { run, step, visit }: CallOfStep,
  of: {
    id: string;
    queue: string;
    model: string;
    scopes: HaltScopes;
    reservation: number;
    request: Json;
    withinMs: number;
  },
): Promise<void> {
  const request = await sealed(ledger, { run, id: of.id }, 'request', of.request);
  await client.query(
    `insert into batch_requests (id, queue, run, incarnation, step, visit, model, scopes, reservation, request, direct_at)
     select $1, $2, r.id, r.incarnation, $4, $5, $6, $7, $8, $9, clock_timestamp() + $10 * interval '1 ms' from runs r where r.id = $3`,
    [of.id, of.queue, run, step, visit, of.model, of.scopes, of.reservation, request, of.withinMs],
  );
}

/**
 * How the step's call stands, for its run: undefined where none was queued. Once its time is over it is withdrawn, or, where it may have been
 * sent, given up; and what is told as `direct` or `answered` once is told so always.
 */
export async function takeRequest(ledger: Ledger, { run, step, visit }: CallOfStep): Promise<Waited | undefined> {
  const { rows } = await ledger.pool.query<{
    id: string;
    state: string;
    givenUp: boolean;
    reservation: number;
    model: string;
    answer: Buffer | null;
    leftMs: number;
  }>(
    `update batch_requests b set
       state = case when b.state = 'waiting' and direct_at <= n.at then 'withdrawn' else b.state end,
       request = case when b.state = 'waiting' and direct_at <= n.at then '' else request end,
       given_up_at = case when b.state in ('sending', 'submitted') and direct_at <= n.at then coalesce(given_up_at, n.at) else given_up_at end,
       taken_at = case when b.state in ('answered', 'failed') then coalesce(taken_at, n.at) else taken_at end
     from (select clock_timestamp() as at) n, runs r
     where r.id = $1 and b.run = r.id and b.incarnation = r.incarnation and b.step = $2 and b.visit = $3
     returning b.id, b.state, given_up_at is not null as "givenUp", reservation::float8 as reservation, model, answer,
       extract(epoch from direct_at - n.at)::float8 * 1000 as "leftMs"`,
    [run, step, visit],
  );
  const [row] = rows;
  if (!row) return undefined;
  if (row.state === 'withdrawn') await settle(ledger.pool, row.reservation, { usd: '0', used: NOTHING });
  if (row.state === 'withdrawn' || row.state === 'failed' || row.givenUp) return { type: 'direct' };
  if (row.state !== 'answered' || !row.answer) return { type: 'waits', forMs: Math.max(1, Math.ceil(row.leftMs)) };
  const answer = await opened(ledger, { run, id: row.id }, 'answer', row.answer);
  return answer === undefined ? { type: 'direct' } : { type: 'answered', answer, model: row.model };
}

type Column = 'request' | 'answer';

/** Under the run's key, and good for this place alone. */
export async function sealed(
  ledger: Ledger,
  { run, id }: { run: string; id: string },
  column: Column,
  content: Json,
): Promise<Buffer> {
  return (await runCipher(ledger, run)).encrypt(encodeBody(content), placeOf(run, `batch ${column} ${id}`));
}

/** Undefined for what does not open: written or altered without the key. */
export async function opened(
  ledger: Ledger,
  { run, id }: { run: string; id: string },
  column: Column,
  stored: Buffer,
): Promise<Json | undefined> {
  const cipher = await runCipher(ledger, run);
  try {
    return decodeBody(cipher.decrypt(stored, placeOf(run, `batch ${column} ${id}`)));
  } catch (error) {
    if (error instanceof KeyError) return undefined;
    throw error;
  }
}
