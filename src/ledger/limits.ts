import type { PoolClient } from 'pg';
import type { RunId } from '../contracts/ids';

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
}

/** Thrown by a claim that a person has to approve first. Nothing was claimed. */
export class OverLimit extends Error {
  constructor(readonly draw: Draw) {
    super(`The limit of ${draw.ceiling} within ${draw.within} would be passed.`);
    this.name = 'OverLimit';
  }
}

/**
 * Draws on a limit for a claim, inside the claim's transaction: the limit's row is locked until that ends, so that of many runs that come
 * at once only as many pass as fit. What a person approved is noted and uses nothing up. Safe to repeat by the same claim.
 * @throws OverLimit
 */
export async function drawOnLimit(
  client: PoolClient,
  of: { run: RunId; tool: string; claim: number },
  draw: Draw,
  approved: boolean,
): Promise<void> {
  const { rows } = await client.query<{ tenant: string }>(
    `insert into limits (tenant, tool, subject) select tenant, $2, $3 from runs where id = $1
     on conflict (tenant, tool, subject) do update set subject = excluded.subject returning tenant`,
    [of.run, of.tool, draw.subject],
  );
  // A statement of its own: it sees what was drawn while the lock was waited for.
  const { rowCount } = await client.query(
    `insert into limit_draws (claim, tenant, tool, subject, amount, approved)
     select $1::bigint, $2::text, $3::text, $4::text, $5::numeric, $6::boolean where $6 or $5::numeric + coalesce((
       select sum(d.amount) from limit_draws d join claims c on c.id = d.claim
       where d.tenant = $2 and d.tool = $3 and d.subject = $4 and d.claim <> $1 and not d.approved and c.state <> 'refused'
         and d.at > clock_timestamp() - $7::interval), 0) <= $8::numeric
     on conflict (claim) do update set subject = excluded.subject, amount = excluded.amount, approved = excluded.approved, at = excluded.at`,
    [of.claim, rows[0]!.tenant, of.tool, draw.subject, draw.amount, approved, draw.within, draw.ceiling],
  );
  if (rowCount === 0) throw new OverLimit(draw);
}
