import type { Ledger } from './ledger';

/** Notes that a session is over, until it would have been over by itself. */
export async function endSession(ledger: Ledger, { id, until }: { id: string; until: Date }): Promise<void> {
  await ledger.pool.query('delete from ended_sessions where until < clock_timestamp()');
  await ledger.pool.query('insert into ended_sessions (id, until) values ($1, $2) on conflict do nothing', [id, until]);
}

export async function hasEnded(ledger: Ledger, id: string): Promise<boolean> {
  const { rows } = await ledger.pool.query('select 1 from ended_sessions where id = $1', [id]);
  return rows.length > 0;
}
