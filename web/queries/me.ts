import { queryOptions } from '@tanstack/react-query';
import { seaworthy } from '../seaworthy';

/** Who is signed in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => seaworthy.me(),
  staleTime: Infinity,
});
