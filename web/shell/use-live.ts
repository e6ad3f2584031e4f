import { useQueryClient } from '@tanstack/react-query';
import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect } from 'react';
import type { ChangedTopic } from '../../src/contracts/http';
import { seaworthy } from '../seaworthy';

/** At most so often is a list read anew, however often it changes. */
const APART_MS = 1_000;

/** What is read anew when a topic changed. Somebody's decision shows in the run that it is about. */
const keysOf: Record<ChangedTopic, string[]> = { inbox: ['inbox', 'run'], runs: ['runs'], halts: ['halts'] };

/**
 * Reads lists anew when the gateway says that they changed. Only while the page is seen: browsers allow few connections to one place, and
 * whoever comes back is told of every list once.
 */
export function useLive(): void {
  const queries = useQueryClient();
  const visible = useDocumentVisibility() === 'visible';
  useEffect(() => {
    if (!visible) return;
    const leaving = new AbortController();
    const due = new Map<string, ReturnType<typeof setTimeout>>();
    const follow = async (): Promise<void> => {
      for await (const topic of seaworthy.changes({ signal: leaving.signal })) {
        if (due.has(topic)) continue;
        const refresh = (): void => {
          due.delete(topic);
          for (const key of keysOf[topic]) void queries.invalidateQueries({ queryKey: [key] });
        };
        due.set(topic, setTimeout(refresh, APART_MS));
      }
    };
    follow().catch(() => undefined); // whoever is not signed in any more learns it from the next query
    return () => {
      leaving.abort();
      for (const timer of due.values()) clearTimeout(timer);
    };
  }, [queries, visible]);
}
