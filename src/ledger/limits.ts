import type { PoolClient } from 'pg';
import type { RunId } from '../contracts/ids';
import type { Ledger } from './ledger';
import { indexCipher } from './run-cipher';

/** How much of one thing may be done without a person, over all runs of a tenant; so that doing it in small parts gains nothing. */
export interface Draw {
  /** What the limit is of: a supplier and currency. */
  subject: string;
  /** Decimal text, not negative. */
  amount: string;
  /** The window, such as `24 hours`; the database's clock. */
  within: string;
  /** Decimal text. */
  ceiling: string;
  /** What people approved counts as well, and passes only where they were asked about this: what was there before they decided, they knew. */
  approvedToo?: boolean;
}

/** Thrown by a claim that a person has to approve first. Nothing was claimed. */
export class OverLimit extends Error {
  constructor(readonly draw: Draw) {
    super(`The limit of ${draw.ceiling} within ${draw.within} would be passed.`);
    this.name = 'OverLimit';
  }
}

interface Drawing {
  run: RunId;
  tool: string;
  claim: number;
}

/**
 * Draws on limits for a claim, inside the claim's transaction: each limit's row is locked until that ends, so that of many runs that come
 * at once only as many pass as fit. What a person approved is noted, and passes; one that counts what people approve only where they were
 * asked about it (`beyond`), since others may have used it up between their decision and this claim. Safe to repeat by the same claim, also with other arguments.
 * @throws OverLimit of the first that would be passed
 */
export async function drawOnLimits(
  ledger: Ledger,
  client: PoolClient,
  of: Drawing,
  { draws, approved, beyond = false }: { draws: readonly Draw[]; approved: boolean; beyond?: boolean },
): Promise<void> {
  await client.query('update limit_draws set amount = 0 where claim = $1', [of.claim]);
  for (const draw of draws)
    await drawOn(ledger, client, of, draw, { approved, passes: approved && (beyond || !draw.approvedToo) });
}

async function drawOn(
  ledger: Ledger,
  client: PoolClient,
  of: Drawing,
  draw: Draw,
  { approved, passes }: { approved: boolean; passes: boolean },
): Promise<void> {
  const subject = (await indexCipher(ledger)).digest(['limit', of.tool, draw.subject].join('\n'));
  const { rows } = await client.query<{ tenant: string }>(
    `insert into limits (tenant, tool, subject) select tenant, $2, $3 from runs where id = $1
     on conflict (tenant, tool, subject) do update set subject = excluded.subject returning tenant`,
    [of.run, of.tool, subject],
  );
  // A statement of its own: it sees what was drawn while the lock was waited for.
  const { rowCount } = await client.query(
    `insert into limit_draws (claim, tenant, tool, subject, amount, approved)
     select $1::bigint, $2::text, $3::text, $4::text, $5::numeric, $6::boolean where $10 or $5::numeric + coalesce((
       select sum(d.amount) from limit_draws d join claims c on c.id = d.claim
       where d.tenant = $2 and d.tool = $3 and d.subject = $4 and d.claim <> $1 and ($9::boolean or not d.approved) and c.state <> 'refused'
         and d.at > clock_timestamp() - $7::interval), 0) <= $8::numeric
     on conflict (claim, subject) do update set amount = excluded.amount, approved = excluded.approved, at = excluded.at`,
    [
      ...[of.claim, rows[0]!.tenant, of.tool, subject, draw.amount, approved, draw.within, draw.ceiling],
      ...[draw.approvedToo ?? false, passes],
    ],
  );
  if (rowCount === 0) throw new OverLimit(draw);
}
