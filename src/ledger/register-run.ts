import type { RunId } from '../contracts/ids';
import type { Ledger } from './ledger';
import { placeOf } from './reader';
import { runCipher } from './run-cipher';

export interface RegisteredRun {
  id: RunId;
  tenant: string;
  starter: string;
  temporalRun: string;
  workflow: string;
  workflowId: string;
  /** How people call it. */
  name: string;
}

/**
 * Makes the run's row as soon as Temporal has started it, so that whoever started it finds it before a worker has picked it up. Says what the
 * run's first activity will say, its name, which only the gateway knows, and that a gateway has started it.
 */
export async function registerRun(ledger: Ledger, run: RegisteredRun): Promise<void> {
  const cipher = await runCipher(ledger, run.id);
  const encrypted = (what: string, text: string): string => cipher.encryptText(text, placeOf(run.id, what));
  await ledger.pool.query(
    `insert into runs (id, tenant, starter, temporal_run, workflow, workflow_id, name, registered) values ($1, $2, $3, $4, $5, $6, $7, true)
     on conflict (id) do update set name = excluded.name, registered = true where runs.name = ''`,
    [
      run.id,
      run.tenant,
      encrypted('starter', run.starter),
      run.temporalRun,
      run.workflow,
      run.workflowId,
      encrypted('name', run.name),
    ],
  );
}
