import type { ApprovalId } from '../contracts/ids';
import type { Ledger } from './ledger';

export interface Undelivered {
  approval: ApprovalId;
  run: string;
  workflowId: string;
}

/** Decisions that their run has not taken up though it still goes on: the oldest of each run. */
export async function listUndelivered(ledger: Ledger, olderThanMs: number, limit: number): Promise<Undelivered[]> {
  const { rows } = await ledger.pool.query<Undelivered>(
    `select approval, run, "workflowId" from (
       select distinct on (a.run) a.id as approval, a.run, r.workflow_id as "workflowId", a.decided_at from approvals a join runs r on r.id = a.run
       join entries asked on asked.run = a.run and asked.seq = a.asked_seq and split_part(asked.source, ':', 1)::int = r.incarnation
       where a.status = 'decided' and a.decided_at < clock_timestamp() - $1 * interval '1 ms' and r.status <> 'ended'
       order by a.run, a.decided_at
     ) oldest order by decided_at limit $2`,
    [olderThanMs, limit],
  );
  return rows;
}
