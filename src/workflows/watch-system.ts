import { condition, continueAsNew, proxyActivities, setHandler, sleep, workflowInfo } from '@temporalio/workflow';
import type { WatchActivities, WatchInput } from '../contracts/activities';
import { lookSignal } from '../contracts/messages';

const FIRST_PROBE_MS = 1_000;
const LAST_PROBE_MS = 60_000;
const TICK_MS = 1_000;
const IDLE_MS = 30_000;

/**
 * Watches a system that runs wait for: probes it with back-off until it answers, then releases them a few at a time, and begins anew when the
 * breaker opens again. Holds no list of them. Ends when nobody waits.
 */
export async function watchSystem({
  system,
  queue,
  after = '',
  backOffMs = FIRST_PROBE_MS,
}: WatchInput): Promise<void> {
  const retry = { initialInterval: '1s', maximumInterval: '30s' } as const;
  const { probe } = proxyActivities<WatchActivities>({
    ...{ taskQueue: queue, startToCloseTimeout: '30s', retry, summary: `${system} · probe` },
  });
  const { release } = proxyActivities<WatchActivities>({
    ...{ startToCloseTimeout: '1 minute', retry, summary: `${system} · release` },
  });
  let asked = 0;
  setHandler(lookSignal, () => void asked++);

  for (let answers = false, most = 1, idleMs = TICK_MS; ;) {
    if (workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof watchSystem>({ system, queue, after, backOffMs });
    if (!answers) {
      await sleep(backOffMs * (0.8 + 0.4 * Math.random()), { summary: `${system} · back-off` });
      const probed = await probe({ system });
      answers = probed.answers;
      backOffMs = Math.min(LAST_PROBE_MS, Math.max(backOffMs * 2, probed.retryAfterMs));
      most = 1;
      continue;
    }
    const seen = asked; // before it looks: whoever parks meanwhile is seen by another look
    const look = await release({ system, most, after });
    switch (look.type) {
      case 'open':
        answers = false;
        continue;
      case 'over':
        if (asked > seen) continue;
        return;
      case 'released':
        after = look.after;
        if (look.count > 0 && !look.atFullRate) most *= 2;
        if (look.atFullRate) backOffMs = FIRST_PROBE_MS;
        idleMs = look.count > 0 ? TICK_MS : Math.min(IDLE_MS, idleMs * 2);
        await condition(() => asked > seen && idleMs > TICK_MS, idleMs, { summary: `${system} · next look` });
    }
  }
}
