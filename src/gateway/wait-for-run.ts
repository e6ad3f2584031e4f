import type { Ledger } from '../ledger/ledger';
import { readRun } from '../ledger/list-runs';
import type { RunRecord } from '../ledger/list-runs';
import { topicOf } from './ledger-watch';
import type { LedgerWatch } from './ledger-watch';

/** Waits until the run has ended, or rests with a person, or the time is over. Holds no connection while it waits. */
export async function waitForRun(
  { ledger, watch }: { ledger: Ledger; watch: LedgerWatch },
  run: RunRecord,
  { until, ms, signal }: { until: 'rest' | 'ended'; ms: number; signal: AbortSignal },
): Promise<RunRecord> {
  const there = ({ status }: RunRecord): boolean => status === 'ended' || (until === 'rest' && status === 'waiting');
  const topic = topicOf(run.id);
  let now = run;
  for (const end = Date.now() + ms; !there(now);) {
    const known = new Map([[topic, String(now.seq)]]);
    const changed = await watch.next([topic], known, { ms: end - Date.now(), signal });
    if (changed.size === 0) return now;
    now = (await readRun(ledger, run.id)) ?? now;
  }
  return now;
}
