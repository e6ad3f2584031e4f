import type { Pool, PoolClient } from 'pg';
import type { SaidLimits } from '../integrations/anthropic/rate-limits';

/** What a call used of the provider's limits per minute. */
export interface Used {
  requests: number;
  /** Tokens that were not read from its cache. */
  input: number;
  output: number;
}

/** Of a call that was not sent. */
export const NOTHING: Used = { requests: 0, input: 0, output: 0 };

/** What a model call has cost, and what became known with its answer. US dollars as text. */
export interface Settlement {
  reservation: number;
  usd: string;
  used: Used;
  said?: SaidLimits | undefined;
}

/** The arguments of settle(), the last in milliseconds. */
export function settlementValues({ reservation, usd, used, said }: Settlement): unknown[] {
  return [
    ...[reservation, usd, used, JSON.stringify(said?.limits ?? [])],
    said ? Math.max(0, performance.now() - said.at) : 0,
  ];
}

/**
 * Puts what a model call has cost in the place of its worst case, once, gives back what it did not use of the provider's limits, and takes in what
 * the provider said of them. Behind no fence: who was replaced has paid all the same.
 */
export async function settle(
  pool: Pool | PoolClient,
  reservation: number,
  cost: Omit<Settlement, 'reservation'>,
): Promise<void> {
  await pool.query({
    name: 'settle',
    text: `select settle($1, $2, $3, $4, $5 * interval '1 ms')`,
    values: settlementValues({ reservation, ...cost }),
  });
}
