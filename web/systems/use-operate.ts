import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import { haltsQuery } from '../queries/halts';

/** What changes halts; their list is read anew afterwards. */
export function useOperate<T>(
  work: (given: T) => Promise<unknown>,
  onDone: () => void,
): UseMutationResult<unknown, Error, T> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: haltsQuery.queryKey });
      onDone();
    },
  });
}
