import { randomUUID } from 'node:crypto';
import type { Waiver } from '../contracts/readiness';
import type { Ledger } from './ledger';
import { operate, OPERATIONS } from './operations';
import { telling, tellerOf } from './reader';
import { toEntry } from './to-entry';
import type { EntryRow } from './to-entry';

/** Says that a criterion need not hold until then, by whom and why; '' takes it back. An entry alone: nothing else has to agree with it. */
export function waiveCriterion(
  ledger: Ledger,
  waiver: { workflow: string; criterion: string; until: string; why: string; by: string },
): Promise<void> {
  const { workflow, criterion, until, why, by } = waiver;
  return operate(ledger, () =>
    Promise.resolve({
      result: undefined,
      entry: {
        source: `waiver:${randomUUID()}`,
        kind: 'criterion-waived',
        step: null,
        header: { workflow, criterion, until },
        body: { by, why },
      },
    }),
  );
}

/** The last word on each criterion of a workflow; what is over, or was taken back, is left out. */
export async function readWaivers(ledger: Ledger, workflow: string): Promise<Waiver[]> {
  const { rows } = await ledger.pool.query<EntryRow>(
    `select * from (
       select distinct on (header::jsonb->>'criterion') * from entries
       where run = $1 and kind = 'criterion-waived' and header::jsonb->>'workflow' = $2 order by header::jsonb->>'criterion', seq desc
     ) last where header::jsonb->>'until' > to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') order by seq`,
    [OPERATIONS, workflow],
  );
  if (rows.length === 0) return [];
  const reader = telling(await tellerOf(ledger, OPERATIONS));
  return rows.flatMap((row) => {
    const entry = toEntry(row, reader);
    if (entry.kind !== 'criterion-waived') return [];
    const { by = '', why = '' } = (entry.body ?? {}) as { by?: string; why?: string };
    const { criterion, until } = entry.header;
    return [{ criterion, by, why, since: entry.at.toISOString(), until }];
  });
}
