import type { CallId } from '../contracts/ids';
import type { Ledger } from './ledger';

/** A write that may have happened, and nobody knows. */
export interface Unsettled {
  call: CallId;
  tool: string;
}

/** The writes of a run that were about to be sent and have no outcome. While the run goes on, it finds out about them itself. */
export async function listUnsettled(ledger: Ledger, run: string): Promise<Unsettled[]> {
  const { rows } = await ledger.pool.query<Unsettled>(
    `select call, tool from claims where run = $1 and state in ('sending', 'unknown') order by id`,
    [run],
  );
  return rows;
}
