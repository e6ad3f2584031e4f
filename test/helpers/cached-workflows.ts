import type { WorkerOptions } from '../../worker';

/** `npm run evict` has workers forget every workflow after each task (jest's global `cachedWorkflows`), so that each task replays from the beginning. */
export function cachedWorkflows(): Pick<WorkerOptions, 'tuning'> {
  const { cachedWorkflows: maxCachedWorkflows } = globalThis as { cachedWorkflows?: number };
  return maxCachedWorkflows === undefined ? {} : { tuning: { maxCachedWorkflows } };
}
