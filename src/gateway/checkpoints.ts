import { setTimeout as wait } from 'node:timers/promises';
import { SeaworthyError } from '../contracts/errors';
import type { KeyRing } from '../integrations/keys/key-ring';
import type { CheckpointStore } from '../ledger/checkpoint-store';
import { Checkpointer } from '../ledger/checkpointer';
import type { Ledger } from '../ledger/ledger';

const EVERY_MS = 60_000;

/** How the last look at the ledger went, for metrics. */
export interface CheckpointHealth {
  /** Checkpoints and ledger do not fit together. */
  broken: boolean;
  /** By `performance.now()`: when it was last covered, or found unchanged. */
  checkedAt: number;
}

/**
 * Covers the ledger by a checkpoint every minute, and once more when `closing` is aborted. Here and not in a workflow: the store belongs to a
 * place, workers come and go on many, and what is missed for want of a gateway is made up by the next checkpoint. A lock in the database keeps
 * several gateways apart.
 */
export async function runCheckpoints(
  { ledger, closing }: { ledger: Ledger; closing: AbortSignal },
  {
    store,
    keys,
    health = { broken: false, checkedAt: 0 },
  }: { store: CheckpointStore; keys: KeyRing; health?: CheckpointHealth },
  log: (error: unknown) => void,
): Promise<void> {
  const checkpointer = new Checkpointer(ledger, store, keys);
  const take = async (): Promise<void> => {
    try {
      await checkpointer.take();
      Object.assign(health, { broken: false, checkedAt: performance.now() });
    } catch (error) {
      health.broken = error instanceof SeaworthyError && error.code === 'Checkpoint.Broken';
      log(error); // said every minute until somebody mends it
    }
  };
  while (!closing.aborted) {
    await take();
    await wait(EVERY_MS, undefined, { signal: closing }).catch(() => undefined);
  }
  await take();
}
