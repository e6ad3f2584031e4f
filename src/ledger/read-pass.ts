import type { Breaker } from './breakers';
import type { Ledger } from './ledger';

export interface Pass {
  breaker: Pick<Breaker, 'state' | 'version' | 'why'>;
  /** The run was released under this version of the breaker; null: it was not. */
  pass: number | null;
  /** A write of this call may have been sent. */
  sent: boolean;
}

/** What decides whether one call goes through while its system's breaker is not closed, as it is now. */
export async function readPass(
  ledger: Ledger,
  { system, run, call }: { system: string; run: string; call: string },
): Promise<Pass | undefined> {
  const { rows } = await ledger.pool.query<Pass['breaker'] & Omit<Pass, 'breaker'>>({
    name: 'pass',
    text: `select b.state, b.version, b.why, p.pass,
        exists (select 1 from claims c where c.run = $2 and c.call = $3 and c.state in ('sending', 'unknown')) as sent
      from breakers b left join parked p on p.run = $2 and p.system = b.system where b.system = $1`,
    values: [system, run, call],
  });
  if (!rows[0]) return undefined;
  const { pass, sent, ...breaker } = rows[0];
  return { breaker, pass, sent };
}
