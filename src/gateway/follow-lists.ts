import type { State } from '../ledger/read-changes';
import { HEARTBEAT_MS } from './event-stream';
import type { ServerEvent } from './event-stream';
import { listOf, topicFor } from './ledger-watch';
import type { LedgerWatch } from './ledger-watch';

/** Says of each list that something has changed there, for these tenants or for any, as often as it does, and of all of them at first. */
export async function* followLists(
  watch: LedgerWatch,
  lists: readonly string[],
  { tenants, signal }: { tenants?: readonly string[]; signal: AbortSignal },
): AsyncIterable<ServerEvent | undefined> {
  const topics = lists.flatMap((list) =>
    tenants && list !== 'halts' ? tenants.map((tenant) => topicFor(list, tenant)) : [list],
  );
  let known: State = new Map();
  while (!signal.aborted) {
    const changed = await watch.next(topics, known, { ms: HEARTBEAT_MS, signal });
    known = new Map([...known, ...changed]);
    for (const topic of new Set([...changed.keys()].map(listOf))) yield { event: 'changed', data: { topic } };
    if (changed.size === 0) yield undefined;
  }
}
