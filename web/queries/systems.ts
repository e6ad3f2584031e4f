import { queryOptions } from '@tanstack/react-query';
import { seaworthy } from '../seaworthy';

const LOOK_EVERY_MS = 5_000;

/** The systems that agents use: whether they answer, and how often they are asked. */
export const systemsQuery = queryOptions({
  queryKey: ['systems'],
  queryFn: () => seaworthy.systems(),
  refetchInterval: LOOK_EVERY_MS,
});
