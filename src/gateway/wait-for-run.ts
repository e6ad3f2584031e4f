import { setTimeout as wait } from 'node:timers/promises';
import type { Ledger } from '../ledger/ledger';
import { readRun } from '../ledger/list-runs';
import type { RunRecord } from '../ledger/list-runs';

const LOOK_EVERY_MS = 200;

/** Looks until the run has ended, or rests with a person, or the time is over. Holds no connection while it waits. */
export async function waitForRun(
  ledger: Ledger,
  run: RunRecord,
  { until, ms, signal }: { until: 'rest' | 'ended'; ms: number; signal: AbortSignal },
): Promise<RunRecord> {
  const there = ({ status }: RunRecord): boolean => status === 'ended' || (until === 'rest' && status === 'waiting');
  let now = run;
  for (const end = Date.now() + ms; !there(now) && Date.now() < end && !signal.aborted;) {
    await wait(Math.min(LOOK_EVERY_MS, end - Date.now()), undefined, { signal }).catch(() => undefined);
    now = (await readRun(ledger, run.id)) ?? now;
  }
  return now;
}
