import { queryOptions } from '@tanstack/react-query';
import { seaworthy } from '../seaworthy';

/** It verifies the whole ledger: asked again by hand, not by the clock. */
export const readinessQuery = (workflow: string, environment: string) =>
  queryOptions({
    queryKey: ['readiness', workflow, environment],
    queryFn: () => seaworthy.readiness(workflow, { environment }),
    staleTime: 60_000,
  });
