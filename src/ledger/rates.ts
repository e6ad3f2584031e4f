import { randomUUID } from 'node:crypto';
import type { Ledger } from './ledger';
import { operate } from './operations';

/** What is known of a system's rate beside what it declares. */
export interface Rate {
  system: string;
  /** As operators have set it. */
  set: number | null;
  /** Requests a second, over the last ten. */
  used: number;
  aheadMs: number;
}

/** Of systems that nothing was ever asked of, nothing. */
export async function readRates(ledger: Ledger): Promise<Map<string, Rate>> {
  const { rows } = await ledger.pool.query<Rate>(
    `with r as (select *, extract(epoch from clock_timestamp() - window_at)::float8 as age from rates)
     select system, rps::float8 as set, greatest(0, ceil(1000 * extract(epoch from greatest(last_at, '1970-01-01') - clock_timestamp())))::int as "aheadMs",
       round(((case when age < 10 then taken else 0 end
         + case when age < 10 then taken_before * (10 - age) / 10 when age < 20 then taken * (20 - age) / 10 else 0 end) / 10)::numeric, 1)::float8 as used
     from r`,
  );
  return new Map(rows.map((rate) => [rate.system, rate]));
}

/** Sets how many requests a second a system is sent; null as it declares. Holds for the next slot that is taken, in all processes. */
export function setRate(
  ledger: Ledger,
  { system, rps, why, by }: { system: string; rps: number | null; why: string; by: string },
): Promise<void> {
  return operate(ledger, async (client) => {
    await client.query(
      'insert into rates (system, rps) values ($1, $2) on conflict (system) do update set rps = excluded.rps',
      [system, rps],
    );
    return {
      result: undefined,
      entry: {
        source: `rate:${randomUUID()}`,
        kind: 'rate-set',
        step: null,
        header: { system, rps: rps === null ? '' : String(rps) },
        body: { by, why },
      },
    };
  });
}
