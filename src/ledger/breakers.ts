import type { Ledger } from './ledger';

/** Whether calls of a system are let through: all, none, or those of runs that were released since it answers again. */
export type BreakerState = 'closed' | 'open' | 'half-open';

export interface Breaker {
  system: string;
  state: BreakerState;
  /** Raised with every change. */
  version: number;
  since: Date;
  /** Class and code of the failure that opened it. */
  why: string;
}

/** A system that has no row has never failed. */
export async function listBreakers(ledger: Ledger): Promise<Breaker[]> {
  const { rows } = await ledger.pool.query<Breaker>({ name: 'breakers', text: 'select * from breakers' });
  return rows;
}

/** Opens it, unless it has changed since `version` was seen, 0 where there was none: failures of what began before say nothing of what is now. */
export async function openBreaker(
  ledger: Ledger,
  { system, version, why }: { system: string; version: number; why: string },
): Promise<void> {
  await ledger.pool.query(
    `insert into breakers as b (system, state, why) values ($1, 'open', $3)
     on conflict (system) do update set state = 'open', version = b.version + 1, since = clock_timestamp(), why = $3
     where b.state <> 'open' and b.version = $2`,
    [system, version, why],
  );
}

/** The system answers: runs may be released. One that is not open stays as it is. */
export async function halfOpenBreaker(ledger: Ledger, system: string): Promise<void> {
  await change(ledger, system, { from: 'open', to: 'half-open' });
}

/** One that is not half-open stays as it is. */
export async function closeBreaker(ledger: Ledger, system: string): Promise<void> {
  await change(ledger, system, { from: 'half-open', to: 'closed' });
}

async function change(
  ledger: Ledger,
  system: string,
  { from, to }: { from: BreakerState; to: BreakerState },
): Promise<void> {
  await ledger.pool.query(
    'update breakers set state = $3, version = version + 1, since = clock_timestamp() where system = $1 and state = $2',
    [system, from, to],
  );
}
