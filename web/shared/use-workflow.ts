import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from '../queries/figures';

/** The workflow that was asked for, else the first there is; '' until that is known. */
export function useWorkflow(asked: string | undefined): {
  workflow: string;
  workflows: readonly string[];
  error: Error | null;
} {
  const { data, error } = useQuery(overviewQuery);
  const workflows = data?.workflows ?? [];
  return { workflow: asked ?? workflows[0] ?? '', workflows, error };
}
