import type { RunId } from '../contracts/ids';
import { readRun } from '../ledger/list-runs';
import { readEntries } from '../ledger/read-entries';
import type { GatewayDeps } from './deps';
import { HEARTBEAT_MS } from './event-stream';
import type { ServerEvent } from './event-stream';
import { topicOf } from './ledger-watch';
import type { LedgerWatch } from './ledger-watch';
import { summarise } from './show-run';
import { tellEntry } from './tell-entry';

/** `record` comes before whatever is told. Each entry after `seq`, and where the run stands whenever some have come; then, with the last one, its end. */
export async function* followRun(
  { watch, record, ...deps }: GatewayDeps & { watch: LedgerWatch; record: () => Promise<void> },
  run: string,
  after: number,
  signal: AbortSignal,
): AsyncIterable<ServerEvent | undefined> {
  const topic = topicOf(run);
  for (let seq = after; !signal.aborted;) {
    const entries = await readEntries(deps.ledger, run as RunId, { after: seq });
    if (entries.length > 0) await record();
    const vault = await deps.vaults.of(run);
    for (const entry of entries) {
      yield { event: 'entry', id: entry.seq, data: vault.restore(tellEntry(entry)).value };
      seq = entry.seq;
    }
    const now = await readRun(deps.ledger, run);
    if (!now) return;
    if (now.seq > seq) continue;
    const ended = now.status === 'ended';
    yield { event: ended ? 'end' : 'run', data: summarise(deps, now) };
    if (ended) return;
    while (!signal.aborted) {
      const changed = await watch.next([topic], new Map([[topic, String(seq)]]), { ms: HEARTBEAT_MS, signal });
      if (changed.size > 0) break;
      yield undefined;
    }
  }
}
