import type { RunId } from '../contracts/ids';
import type { Json } from '../contracts/json';
import type { Ledger } from './ledger';
import { readerOf } from './reader';
import { RULES_IN_FORCE } from './rules';
import type { RuleSet } from './rules';

/** A thought that came after a result of one of these tools: the agent has been shown it, in the result itself or in a step's brief. */
const UNTRUSTED = `exists (select 1 from entries t where t.run = $1 and t.kind = 'thought' and t.seq > (
  select min(u.seq) from entries u where u.run = $1 and u.kind = 'result' and u.header::jsonb->>'outcome' = 'done' and u.header::jsonb->>'tool' = any ($2)))`;

/** What policy looks at beside the call itself: the facts of the run, whether its agent has read text of others, and the rules in force. */
export interface PolicyGround {
  tenant: string;
  facts: Record<string, Json>;
  untrusted: boolean;
  rules: RuleSet;
}

/** All of it by one statement, hence of one moment. @throws SeaworthyError `Ledger.Unreadable` */
export async function readPolicy(ledger: Ledger, run: RunId, untrustedTools: readonly string[]): Promise<PolicyGround> {
  const asked = ledger.pool.query<{
    tenant: string;
    /** Null where no fact was established. */
    source: string | null;
    header: string;
    body: Buffer;
    untrusted: boolean;
    rules: RuleSet;
  }>({
    name: 'policy',
    text: `select r.tenant, f.source, f.header, f.body, ${UNTRUSTED} as untrusted, ${RULES_IN_FORCE} as rules
           from runs r left join entries f on f.run = r.id and f.kind = 'fact-established' where r.id = $1 order by f.seq`,
    values: [run, untrustedTools],
  });
  const [{ rows }, reader] = await Promise.all([asked, readerOf(ledger, run)]);
  const { tenant, untrusted, rules } = rows[0]!;
  const facts = rows.flatMap(({ source, header, body }) =>
    source === null
      ? []
      : [[(JSON.parse(header) as { name: string }).name, reader.body({ run, source, header, body })] as const],
  );
  return { tenant, untrusted, rules, facts: Object.fromEntries(facts) };
}

export async function readUntrusted(ledger: Ledger, run: RunId, untrustedTools: readonly string[]): Promise<boolean> {
  const { rows } = await ledger.pool.query<{ untrusted: boolean }>(`select ${UNTRUSTED} as untrusted`, [
    run,
    untrustedTools,
  ]);
  return rows[0]!.untrusted;
}

export async function readTenant(ledger: Ledger, run: RunId): Promise<string> {
  const { rows } = await ledger.pool.query<{ tenant: string }>('select tenant from runs where id = $1', [run]);
  return rows[0]?.tenant ?? '';
}
