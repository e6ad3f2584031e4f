import type { NewEntry } from '../contracts/entry';
import type { ApprovalId } from '../contracts/ids';
import type { Verifier } from '../integrations/keys/key-ring';
import type { Ledger } from './ledger';
import { readRunDecisions } from './run-decisions';
import { weighDecisions } from './weigh-decisions';
import type { Weighed, WeighOptions } from './weigh-decisions';

/** How the question stands: what was decided, by signatures that hold, and what was refused. Undefined where there is no such run. */
export async function readDecision(
  ledger: Ledger,
  verifier: Verifier,
  of: { run: string; approval: string },
  options: WeighOptions = {},
): Promise<Weighed | undefined> {
  const run = await readRunDecisions(ledger, of.run);
  return run && weighDecisions(run, of.approval, verifier, options);
}

/** What is recorded of attempts: once for each entry and reason. */
export function refusals(approval: ApprovalId, step: string, refused: Weighed['refused']): NewEntry[] {
  return refused.map(({ entry, reason }) => ({
    source: `refused:${approval}:${entry}:${reason}`,
    kind: 'decision-refused',
    step,
    header: { approval, reason, entry },
  }));
}

/** Whether the question's row says that it is decided. Somebody may have closed it by hand. */
export async function saysDecided(ledger: Ledger, approval: string): Promise<boolean> {
  const { rowCount } = await ledger.pool.query(`select 1 from approvals where id = $1 and status = 'decided'`, [
    approval,
  ]);
  return rowCount === 1;
}
