import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { within } from '../../integrations/within';
import type { GatewayDeps } from '../deps';
import { Noticer } from './noticer';

const PART_WITHIN_MS = 60_000;

export interface NoticingOptions {
  everyMs?: number;
  /** What is younger is left alone. */
  graceMs?: number;
}

/**
 * Notices what was done to runs in Temporal, past the gateway, and records it. Several gateways may look at once: each thing is recorded once.
 * Settles once `deps.closing` is aborted.
 */
export async function runNoticing(
  deps: GatewayDeps,
  { everyMs = 30_000, graceMs = 60_000 }: NoticingOptions,
  log: (error: unknown) => void,
): Promise<void> {
  const { closing, temporal } = deps;
  const say = (error: unknown): void => void (closing.aborted || log(error));
  const inTime = <T>(work: () => Promise<T>): Promise<T> =>
    within(PART_WITHIN_MS, closing, (signal) => {
      setMaxListeners(0, signal); // Temporal's client leaves one behind with each call
      return temporal.withAbortSignal(signal, work);
    });
  const noticer = new Noticer(deps, graceMs, say);
  for (;;) {
    await wait(everyMs, undefined, { signal: closing }).catch(() => undefined);
    if (closing.aborted) return;
    try {
      await inTime(() => noticer.requireNamespace());
      for (const part of noticer.parts()) if (!closing.aborted) await inTime(part).catch(say);
    } catch (error) {
      say(error); // Temporal or the ledger may be back the next time
    }
  }
}
