import type { RunId } from '../contracts/ids';
import type { Ledger } from './ledger';

/** The newest runs of a workflow, by the type that Temporal knows it by, that began in that time and have ended. */
export async function listEnded(
  ledger: Ledger,
  filter: { workflow: string; since: Date; until: Date; tenants?: readonly string[]; limit: number },
): Promise<RunId[]> {
  const { workflow, since, until, tenants, limit } = filter;
  const { rows } = await ledger.pool.query<{ id: RunId }>(
    `select id from runs where workflow = $1 and started_at >= $2 and started_at < $3 and status = 'ended'
       and ($4::text[] is null or tenant = any ($4)) order by started_at desc limit $5`,
    [workflow, since, until, tenants ?? null, limit],
  );
  return rows.map(({ id }) => id);
}
