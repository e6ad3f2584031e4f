import { setTimeout as wait } from 'node:timers/promises';

const APART_MS = 1_000;

/**
 * Has a system's watch started, at most once a second however many runs park; whoever asks in between is covered by the next. What goes wrong is
 * made good by the gateway, which looks who waits unwatched.
 */
export function watchStarter(start: (key: string) => Promise<void>): (key: string) => void {
  const due = new Set<string>();
  const startedAt = new Map<string, number>();
  const startSoon = async (key: string): Promise<void> => {
    const sinceMs = performance.now() - (startedAt.get(key) ?? -Infinity);
    await wait(Math.max(0, APART_MS - sinceMs), undefined, { ref: false });
    due.delete(key);
    startedAt.set(key, performance.now());
    await start(key);
  };
  return (key) => {
    if (due.has(key)) return;
    due.add(key);
    void startSoon(key).catch(() => undefined);
  };
}
