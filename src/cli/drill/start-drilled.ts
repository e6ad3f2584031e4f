import { randomUUID } from 'node:crypto';
import pRetry from 'p-retry';
import type { SeaworthyClient } from '../../../client';
import { SeaworthyError } from '../../contracts/errors';

interface Given {
  workflow: string;
  document: Uint8Array;
  filename: string;
  tenant: string;
  /** Told the id of the document, before the run begins. */
  onStored?: (document: string) => void;
}

const AGAIN = { retries: 5, minTimeout: 500 };
const BUSY: ReadonlySet<string> = new Set(['Ledger.Unavailable', 'Temporal.Unreachable']);

/** Starts a run as any other service would: asks again for what the gateway could not do just now. That a machine is slow is no finding. */
export async function startDrilled(
  client: SeaworthyClient,
  { workflow, document, filename, tenant, onStored }: Given,
): Promise<{ run: string; workflowId: string }> {
  const idempotencyKey = randomUUID();
  const shouldRetry = ({ error }: { error: Error }): boolean => error instanceof SeaworthyError && BUSY.has(error.code);
  const { id } = await pRetry(() => client.upload({ document, filename }), { ...AGAIN, shouldRetry });
  onStored?.(id);
  const start = () => client.start(workflow, { document: id, filename }, { tenant, idempotencyKey });
  return pRetry(start, { ...AGAIN, shouldRetry });
}
