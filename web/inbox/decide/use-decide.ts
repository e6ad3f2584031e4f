import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import type { DecisionReceived } from '../../../src/contracts/http';
import type { Decision } from '../../../client';
import { seaworthy } from '../../seaworthy';

const said: Record<Decision['decision'], string> = {
  approve: 'Approved',
  deny: 'Denied',
  edit: 'Changed',
  answer: 'Answered',
  delegate: 'Delegated',
};

/** Sends a decision. Lists and run are read anew, whether it was taken or somebody else was faster. */
export function useDecide(approval: string): UseMutationResult<DecisionReceived, Error, Decision> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (decision: Decision) => seaworthy.decide(approval, decision, { wait: true }),
    onSuccess: ({ status, missing }, { decision }) => {
      notifications.show({ color: 'green', title: said[decision], message: whatNow(decision, status, missing) });
    },
    onSettled: () => {
      for (const key of ['inbox', 'run']) void queries.invalidateQueries({ queryKey: [key] });
    },
  });
}

function whatNow(decision: Decision['decision'], status: DecisionReceived['status'], missing: number): string {
  if (decision === 'delegate') return 'They find it among what waits for them.';
  if (decision === 'edit')
    return 'What was changed is approved by somebody else before it is done, where the rule wants that.';
  if (missing > 0) return missing === 1 ? 'One more person has to approve.' : `${missing} more people have to approve.`;
  return status === 'taken' ? 'The run goes on.' : 'It is recorded; the run goes on with it in a moment.';
}
