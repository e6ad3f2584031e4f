import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';

/** What changes something of the feedback page; all of it is read anew afterwards. */
export function useChange<T>(
  work: (given: T) => Promise<unknown>,
  onDone: () => void = () => undefined,
): UseMutationResult<unknown, Error, T> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['feedback'] });
      onDone();
    },
  });
}
