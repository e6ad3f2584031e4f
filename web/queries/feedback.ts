import { queryOptions } from '@tanstack/react-query';
import { seaworthy } from '../seaworthy';

/** Nobody tells of changes in these: they are looked at again. */
const refetchInterval = 10_000;

/** What waits for a reviewer, that which has waited longest first. */
export const flagsQuery = queryOptions({
  queryKey: ['feedback', 'flags'],
  queryFn: () => seaworthy.flags({ limit: 8 }),
  refetchInterval,
});

/** What came of feedback, in numbers. */
export const feedbackQuery = (workflow: string) =>
  queryOptions({
    queryKey: ['feedback', 'figures', workflow],
    queryFn: () => seaworthy.feedback(workflow),
    refetchInterval,
  });

/** What agents are told, and what is proposed. */
export const guidanceQuery = (workflow: string) =>
  queryOptions({
    queryKey: ['feedback', 'guidance', workflow],
    queryFn: () => seaworthy.guidance({ workflow }),
    refetchInterval,
  });

/** What was proved. */
export const proofsQuery = (workflow: string) =>
  queryOptions({
    queryKey: ['feedback', 'proofs', workflow],
    queryFn: () => seaworthy.proofs({ workflow }),
    refetchInterval,
  });

/** Canaries, and what became of them. */
export const rolloutsQuery = (workflow: string) =>
  queryOptions({
    queryKey: ['feedback', 'rollouts', workflow],
    queryFn: () => seaworthy.rollouts({ workflow }),
    refetchInterval,
  });
