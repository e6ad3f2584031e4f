import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { seaworthy } from '../seaworthy';

export interface InboxFilter {
  whose: 'mine' | 'all';
  role?: string | undefined;
}

/** How many questions wait for whoever is signed in. */
export const inboxCountQuery = queryOptions({
  queryKey: ['inbox', 'count'],
  queryFn: async () => (await seaworthy.inbox({ mine: true, limit: 1 })).open.mine,
});

/** Open questions, a page at a time, those that have waited longest first. */
export const inboxQuery = ({ whose, role }: InboxFilter) =>
  infiniteQueryOptions({
    queryKey: ['inbox', 'list', { whose, role }],
    queryFn: ({ pageParam }) =>
      seaworthy.inbox({
        mine: whose === 'mine',
        limit: 25,
        ...(role ? { role } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

/** One question, whether it is open or not. */
export const approvalQuery = (id: string) =>
  queryOptions({ queryKey: ['inbox', 'item', id], queryFn: () => seaworthy.approval(id) });
