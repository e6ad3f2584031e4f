import { setTimeout as wait } from 'node:timers/promises';
import { watchable } from '../agents/watchable';
import { listOpenQueues } from '../ledger/batch-sending';
import { listToWatch } from '../ledger/parked';
import type { GatewayDeps } from './deps';
import { startBatches } from './start-batches';
import { startWatch } from './start-watch';

/**
 * Sees to it that every system which runs wait for is watched, and that queued model calls are sent, also where the workflow that does so was
 * terminated, or the process that was to start it died.
 * Settles once `deps.closing` is aborted.
 */
export async function keepWatching(
  { ledger, temporal, agents, mainQueue, closing }: GatewayDeps,
  { everyMs = 30_000 }: { everyMs?: number },
  log: (error: unknown) => void,
): Promise<void> {
  const systems = watchable(agents, mainQueue);
  while (!closing.aborted) {
    try {
      for (const key of await listToWatch(ledger)) {
        const system = systems.get(key); // another queue's is that one's to watch
        if (system && !closing.aborted) await startWatch(temporal, { system: key, queue: system.queue }, mainQueue);
      }
      if ((await listOpenQueues(ledger)).includes(mainQueue)) await startBatches(temporal, mainQueue);
    } catch (error) {
      log(error); // Temporal or the ledger may be back the next time
    }
    await wait(everyMs, undefined, { signal: closing }).catch(() => undefined);
  }
}
