import type { RunId } from '../contracts/ids';
import { encodeHeader } from './encode';
import type { Ledger } from './ledger';

export type SubjectOwner = { type: 'first' } | { type: 'again'; run: string } | { type: 'conflicting'; run: string };

/**
 * Makes a run the owner of its subject (an invoice: supplier and number), unique per tenant and workflow. Another run that comes with the same
 * facts is told of the first; with others, of the conflict. Safe to repeat by the owner.
 */
export async function claimSubject(
  ledger: Ledger,
  claim: { tenant: string; workflow: string; key: string; run: RunId; facts: object },
): Promise<SubjectOwner> {
  const facts = encodeHeader(claim.facts);
  await ledger.pool.query(
    'insert into subjects (tenant, workflow, key, run, facts) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [claim.tenant, claim.workflow, claim.key, claim.run, facts],
  );
  const { rows } = await ledger.pool.query<{ run: string; facts: string }>(
    'select run, facts from subjects where tenant = $1 and workflow = $2 and key = $3',
    [claim.tenant, claim.workflow, claim.key],
  );
  const owner = rows[0]!;
  if (owner.run === claim.run) return { type: 'first' };
  return { type: owner.facts === facts ? 'again' : 'conflicting', run: owner.run };
}
