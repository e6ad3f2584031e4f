import type { NewEntry } from '../contracts/entry';
import type { RunId } from '../contracts/ids';
import { append } from './append';
import { inTransaction } from './in-transaction';
import type { Ledger } from './ledger';
import { placeOf } from './reader';
import { runCipher } from './run-cipher';

/**
 * Makes the run's row and its first entry, once: a repeated call, also by a Temporal run that was reset, changes nothing. The entry is written
 * outside of the fence, since it stands before whatever is asked of people. Returns the run's incarnation, and the version that its entry names.
 */
export async function startRun(
  ledger: Ledger,
  run: {
    id: RunId;
    tenant: string;
    starter: string;
    temporalRun: string;
    workflow?: string;
    workflowId?: string;
    /** It is known who has started it. */
    registered?: boolean;
  },
  first?: NewEntry,
): Promise<{ incarnation: number; version: string }> {
  const cipher = await runCipher(ledger, run.id);
  const sealed = (text: string, what: string): string => cipher.encryptText(text, placeOf(run.id, what));
  return inTransaction(ledger.pool, async (client) => {
    await client.query(
      'insert into runs (id, tenant, starter, temporal_run, workflow, workflow_id, registered) values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing',
      [
        ...[run.id, run.tenant, sealed(run.starter, 'starter'), run.temporalRun, run.workflow ?? ''],
        run.workflowId ? sealed(run.workflowId, 'workflow id') : '',
        run.registered ?? false,
      ],
    );
    const { rows } = await client.query<{ incarnation: number; seq: number }>(
      'select incarnation, seq from runs where id = $1 for update',
      [run.id],
    );
    const { incarnation, seq } = rows[0]!;
    if (first && seq === 0) await append(ledger, run.id, null, [first], client);
    const { rows: begun } = await client.query<{ version: string }>('select version from runs where id = $1', [run.id]);
    return { incarnation, version: begun[0]!.version };
  });
}
