import type { ProofReport } from '../contracts/proofs';
import type { Ledger } from './ledger';

/** Flags that nobody has reviewed. */
export async function readOpenFlags(ledger: Ledger, workflow: string): Promise<{ count: number; oldest: Date | null }> {
  const { rows } = await ledger.pool.query<{ count: number; oldest: Date | null }>(
    `select count(*)::int as count, min(flagged_at) as oldest from flags where workflow = $1 and status = 'open'`,
    [workflow],
  );
  return rows[0]!;
}

/** The newest proof that is done. */
export interface LastProof {
  id: string;
  agentVersion: number;
  at: Date;
  report: ProofReport;
  /** Its candidate is what runs now. */
  promoted: boolean;
  /** Cases in force that it did not ask. */
  unasked: readonly string[];
}

/** `name` is the agent's, `workflow` the type that Temporal knows it by. */
export async function readLastProof(
  ledger: Ledger,
  { name, workflow }: { name: string; workflow: string },
): Promise<LastProof | null> {
  const { rows } = await ledger.pool.query<LastProof>(
    `select p.id, p.agent_version as "agentVersion", p.done_at as at, p.report,
       exists (select 1 from rollouts r where r.proof = p.id and r.state = 'promoted') as promoted,
       array(select c.id from cases c where c.workflow = $2 and c.retired_at is null
         and not exists (select 1 from jsonb_array_elements(p.report->'items') i where i->>'item' = c.id) order by c.made_at) as unasked
     from proofs p where p.workflow = $1 and p.state = 'done' and p.report is not null order by p.done_at desc limit 1`,
    [name, workflow],
  );
  return rows[0] ?? null;
}
