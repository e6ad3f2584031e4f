import type { RunId } from '../contracts/ids';
import { encodeHeader } from './encode';
import type { Ledger } from './ledger';
import { indexCipher } from './run-cipher';

/** `end` is how the owner's run ended; null while it runs. */
export type SubjectOwner = { type: 'first' } | { type: 'again' | 'conflicting'; run: string; end: string | null };

/**
 * Makes a run the owner of its subject (an invoice: supplier and number), unique per tenant and workflow. Another run that comes with the same
 * facts is told of the first; with others, of the conflict. Safe to repeat by the owner. Of key and facts only digests are kept, and
 * those as long as the run is.
 */
export async function claimSubject(
  ledger: Ledger,
  claim: {
    tenant: string;
    workflow: string;
    key: string;
    run: RunId;
    facts: Readonly<Record<string, string | number | boolean | null>>;
  },
): Promise<SubjectOwner> {
  const cipher = await indexCipher(ledger);
  const key = cipher.digest(['subject', claim.tenant, claim.workflow, claim.key].join('\n'));
  const facts = cipher.digest(['facts', key, encodeHeader(claim.facts)].join('\n'));
  await ledger.pool.query(
    'insert into subjects (tenant, workflow, key, run, facts) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [claim.tenant, claim.workflow, key, claim.run, facts],
  );
  const { rows } = await ledger.pool.query<{ run: string; facts: string; end: string | null }>(
    'select s.run, s.facts, r.run_end as "end" from subjects s left join runs r on r.id = s.run where s.tenant = $1 and s.workflow = $2 and s.key = $3',
    [claim.tenant, claim.workflow, key],
  );
  const owner = rows[0]!;
  if (owner.run === claim.run) return { type: 'first' };
  return { type: owner.facts === facts ? 'again' : 'conflicting', run: owner.run, end: owner.end };
}
