import type { RunId } from '../contracts/ids';
import type { Ledger } from './ledger';

/**
 * Makes the run's row as soon as Temporal has started it, so that whoever started it finds it before a worker has picked it up. Says what the
 * run's first activity will say; whichever comes second changes nothing.
 */
export async function registerRun(
  ledger: Ledger,
  run: { id: RunId; tenant: string; starter: string; temporalRun: string; workflow: string; workflowId: string },
): Promise<void> {
  await ledger.pool.query(
    `insert into runs (id, tenant, starter, temporal_run, workflow, workflow_id) values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing`,
    [run.id, run.tenant, run.starter, run.temporalRun, run.workflow, run.workflowId],
  );
}
