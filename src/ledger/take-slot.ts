import type { Ledger } from './ledger';

/** Times on this process's monotonic clock, in milliseconds. */
export type Slot =
  /** The database gave it between the two: `at` is late by the way of its answer, never early. */
  | { type: 'given'; at: number; notBefore: number }
  /** It would begin in so many milliseconds, and nothing was reserved. */
  | { type: 'too-far'; inMs: number };

/** A second's worth of slots takes this long, so that what is late on its way does not meet what is punctual within one second. */
const SECOND = `interval '1.1 s'`;
const NEXT = `greatest(last_at + ${SECOND} / coalesce(rps, $2)::float8, clock_timestamp())`;
const WINDOW = `date_bin('10 s', clock_timestamp(), 'epoch')`;

/**
 * The next slot of a system's rate, if it begins within `withinMs`: slots follow each other at even distance, without bursts (the generic cell
 * rate algorithm with a burst of one). Everything is computed under the row's lock and by the database's clock.
 */
export async function takeSlot(ledger: Ledger, system: { name: string; rps: number }, withinMs: number): Promise<Slot> {
  const client = await ledger.pool.connect();
  try {
    const asked = performance.now();
    const { rows } = await client.query<{ wait: number; queued: number }>({
      name: 'take-slot',
      text: `update rates set last_at = ${NEXT}, window_at = ${WINDOW},
               taken = case window_at when ${WINDOW} then taken + 1 else 1 end,
               taken_before = case window_at when ${WINDOW} then taken_before when ${WINDOW} - interval '10 s' then taken else 0 end
             where system = $1 and ${NEXT} <= clock_timestamp() + $3::float8 * interval '1 ms'
             returning 1000 * extract(epoch from last_at - clock_timestamp())::float8 as wait,
               1000 * extract(epoch from clock_timestamp() - statement_timestamp())::float8 as queued`,
      values: [system.name, system.rps, withinMs],
    });
    const given = rows[0];
    if (given)
      return { type: 'given', at: performance.now() + given.wait, notBefore: asked + given.queued + given.wait };
    await client.query('insert into rates (system) values ($1) on conflict do nothing', [system.name]);
    const { rows: ahead } = await client.query<{ wait: number }>(
      `select 1000 * extract(epoch from ${NEXT} - clock_timestamp())::float8 as wait from rates where system = $1`,
      [system.name, system.rps],
    );
    return { type: 'too-far', inMs: Math.max(0, ahead[0]!.wait) };
  } finally {
    client.release();
  }
}
