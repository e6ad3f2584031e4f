import type { Ledger } from './ledger';

export interface ParkedOfTenant {
  system: string;
  tenant: string;
  runs: number;
  oldest: Date;
}

/** How many runs wait for each system, and since when, by tenant; of all tenants where none are given. */
export async function readParked(
  ledger: Ledger,
  { tenants }: { tenants?: readonly string[] } = {},
): Promise<ParkedOfTenant[]> {
  const { rows } = await ledger.pool.query<ParkedOfTenant>(
    `select system, tenant, count(*)::int as runs, min(parked_at) as oldest from parked
     where waiting and ($1::text[] is null or tenant = any ($1)) group by system, tenant order by runs desc, tenant`,
    [tenants ?? null],
  );
  return rows;
}
