import { useDocumentVisibility } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { RunStory } from '../../src/contracts/http';
import { runQuery } from '../queries/run';
import { seaworthy } from '../seaworthy';

/** A run, and each entry as it is recorded, until it has ended. */
export function useRun(id: string): UseQueryResult<RunStory> {
  const queries = useQueryClient();
  const query = useQuery(runQuery(id));
  const visible = useDocumentVisibility() === 'visible';
  const follows = visible && query.data !== undefined && query.data.status !== 'ended';
  useEffect(() => {
    if (!follows) return;
    const { queryKey } = runQuery(id);
    const change = (next: (story: RunStory) => RunStory): void =>
      void queries.setQueryData(queryKey, (story) => story && next(story));
    const leaving = new AbortController();
    const follow = async (): Promise<void> => {
      const after = queries.getQueryData(queryKey)?.timeline.at(-1)?.seq ?? 0;
      for await (const told of seaworthy.follow(id, { after, signal: leaving.signal })) {
        if (told.event === 'entry') change((story) => withEntry(story, told.data));
        else if (told.event === 'run') change((story) => ({ ...story, ...told.data }));
        else await queries.invalidateQueries({ queryKey }); // with its result and documents
      }
    };
    follow().catch(() => undefined); // whoever is not signed in any more learns it from the next query
    return () => leaving.abort();
  }, [follows, id, queries]);
  return query;
}

function withEntry(story: RunStory, entry: RunStory['timeline'][number]): RunStory {
  const known = story.timeline.some(({ seq }) => seq === entry.seq);
  return known ? story : { ...story, timeline: [...story.timeline, entry] };
}
