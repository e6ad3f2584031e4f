import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { RunFilter } from '../../client';
import { seaworthy } from '../seaworthy';

/** A page of runs, newest first. */
export const runsQuery = (filter: RunFilter) =>
  queryOptions({
    queryKey: ['runs', 'list', filter],
    queryFn: () => seaworthy.runs({ limit: 25, ...filter }),
    placeholderData: keepPreviousData,
  });
