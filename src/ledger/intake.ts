import type { IntakeOutcome, IntakeSource } from '../contracts/intake';
import type { Ledger } from './ledger';
import { indexCipher } from './run-cipher';

export interface IntakeRecord {
  source: IntakeSource;
  item: string;
  part: number;
  outcome: IntakeOutcome;
  reason: string;
  document: string | null;
  run: string | null;
  at: Date;
}

/** What something that came in, or who sent it, is known by: nobody without the ledger's key can tell what it is of. */
export async function intakeDigest(ledger: Ledger, content: string | Uint8Array): Promise<string> {
  return (await indexCipher(ledger)).digest(content);
}

/** Notes what became of something that came in; what is noted already stays as it is. */
export async function noteIntake(
  ledger: Ledger,
  noted: Pick<IntakeRecord, 'source' | 'item' | 'part' | 'outcome'> & {
    tenant: string;
    reason?: string;
    document?: string;
    run?: string;
    recipient?: string;
  },
): Promise<void> {
  const { source, item, part, tenant, outcome, reason = '', document, run, recipient } = noted;
  await ledger.pool.query(
    `insert into intake (source, item, part, tenant, outcome, reason, document, run, recipient)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    [source, item, part, tenant, outcome, reason, document ?? null, run ?? null, recipient ?? null],
  );
}

/** Whether this mail was answered, or its sender within the last week: who answers machines answers for ever (RFC 3834, 2). */
export async function wasAnswered(ledger: Ledger, item: string, recipient: string): Promise<boolean> {
  const { rowCount } = await ledger.pool.query(
    `select 1 from intake where source = 'mailbox' and item = $1 and part = 0 union all
     select 1 from intake where recipient = $2 and at > clock_timestamp() - interval '7 days' limit 1`,
    [item, recipient],
  );
  return rowCount !== 0;
}

/** Newest first. */
export async function listIntake(
  ledger: Ledger,
  { tenants, outcome, limit }: { tenants?: readonly string[]; outcome?: IntakeOutcome; limit: number },
): Promise<IntakeRecord[]> {
  const { rows } = await ledger.pool.query<IntakeRecord>(
    `select source, item, part, outcome, reason, document, run, at from intake
     where ($1::text is null or outcome = $1) and ($3::text[] is null or tenant = any ($3)) order by at desc, source, item, part limit $2`,
    [outcome ?? null, limit, tenants ?? null],
  );
  return rows;
}
