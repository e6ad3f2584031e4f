import type { RunId } from '../contracts/ids';
import type { Ledger } from './ledger';
import { tellerOf } from './reader';

/** A person's decision that turned down, or changed, what an agent's run proposed. */
export interface TurnedDown {
  run: RunId;
  approval: string;
  decision: 'deny' | 'edit';
  /** The entry that says so. */
  entry: number;
  by: string;
  reason: string;
}

/** Those that runs have gone on with, and of which no flag was made yet; the oldest first. Drills' people deny what was arranged: nobody has to review that. */
export async function unflaggedDecisions(ledger: Ledger, limit: number): Promise<TurnedDown[]> {
  const { rows } = await ledger.pool.query<Row>(
    `select a.run, a.id as approval, a.decision, a.decided_seq as entry, e.source, e.header, e.body
     from approvals a join entries e on e.run = a.run and e.seq = a.decided_seq join runs r on r.id = a.run and r.tenant not like 'drill-%'
     where a.decision in ('deny', 'edit') and a.status = 'taken' and not exists (select 1 from flags f where f.id = 'flag_' || a.id)
       and not exists (select 1 from erasures x where x.run = a.run)
     order by a.decided_at limit $1`,
    [limit],
  );
  return Promise.all(
    rows.map(async ({ source, header, body, ...row }) => {
      const said = (await tellerOf(ledger, row.run)).body({ run: row.run, source, header, body });
      const { by = '', reason = '' } = (said ?? {}) as { by?: string; reason?: string };
      return { ...row, by, reason };
    }),
  );
}

interface Row extends Omit<TurnedDown, 'by' | 'reason'> {
  source: string;
  header: string;
  body: Buffer;
}
