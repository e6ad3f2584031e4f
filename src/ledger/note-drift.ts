import { randomUUID } from 'node:crypto';
import type { Ledger } from './ledger';
import { operate } from './operations';

/** Counts fields that did not fit; those that begin to are told to operators, once until they are closed. */
export async function noteDrift(
  ledger: Ledger,
  { system, contract, fields }: { system: string; contract: string; fields: readonly string[] },
): Promise<void> {
  const { rows } = await ledger.pool.query<{ field: string; times: number }>(
    `insert into drifts as d (system, contract, field) select $1, $2, f from unnest($3::text[]) f order by f
     on conflict (system, contract, field) do update set last_at = clock_timestamp(), closed_at = null,
       times = case when d.closed_at is null then d.times + 1 else 1 end,
       since = case when d.closed_at is null then d.since else clock_timestamp() end
     returning field, times`,
    [system, contract, [...fields]],
  );
  const begun = rows.flatMap(({ field, times }) => (times === 1 ? [field] : []));
  if (begun.length === 0) return;
  await operate(ledger, () =>
    Promise.resolve({
      result: undefined,
      entry: {
        source: `drift:${randomUUID()}`,
        kind: 'contract-drifted',
        step: null,
        header: { system, contract, fields: begun },
      },
    }),
  );
}
