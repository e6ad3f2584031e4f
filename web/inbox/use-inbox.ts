import { useInfiniteQuery } from '@tanstack/react-query';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ApprovalItem } from '../../src/contracts/http';
import { inboxQuery } from '../queries/inbox';
import { sorted } from './sorted';

const route = getRouteApi('/inbox');

/** The questions as the address wants them. */
export function useInbox(): { items: ApprovalItem[]; query: UseInfiniteQueryResult } {
  const { whose, role, order } = route.useSearch();
  const query = useInfiniteQuery(inboxQuery({ whose, role }));
  const items = query.data?.pages.flatMap(({ approvals }) => approvals) ?? [];
  return { items: sorted(items, order), query };
}
