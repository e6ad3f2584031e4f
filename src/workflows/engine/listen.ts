import { ApplicationFailure } from '@temporalio/common';
import { condition, setHandler } from '@temporalio/workflow';
import type { ApprovalId } from '../../contracts/ids';
import { decidedSignal, decideUpdate, reportQuery, unparkSignal } from '../../contracts/messages';
import type { RunState } from './run-state';

/** Handlers for what people and services send. Anyone may send anything: a payload only names an approval, and what it names is checked. */
export function listen(state: RunState): void {
  setHandler(decidedSignal, (message) => {
    const approval = approvalIn(message);
    if (state.gates.get(approval) === 'open') state.gates.set(approval, 'woken');
  });
  setHandler(
    decideUpdate,
    async (message) => {
      const approval = approvalIn(message);
      if (state.gates.get(approval) === 'open') state.gates.set(approval, 'woken');
      await condition(() => ['taken', 'over'].includes(state.gates.get(approval)!));
      if (state.gates.get(approval) === 'over')
        throw rejection('Approval.Decided', 'Its time was over before a decision came.');
      return { taken: true };
    },
    {
      validator: (message) => {
        const status = state.gates.get(approvalIn(message));
        if (status === undefined) throw rejection('Approval.Unknown', 'This run has no such approval open.');
        if (status === 'taken' || status === 'over')
          throw rejection('Approval.Decided', 'Somebody has decided already.');
      },
    },
  );
  setHandler(unparkSignal, () => void state.unparked++);
  setHandler(reportQuery, () => {
    const open = [...state.gates].find(([, status]) => status === 'open' || status === 'woken')?.[0];
    return { step: state.report.step, status: state.report.status, path: state.path, open: open ?? null };
  });
}

function approvalIn(message: unknown): ApprovalId {
  const approval =
    typeof message === 'object' && message !== null ? (message as { approval?: unknown }).approval : undefined;
  return (typeof approval === 'string' ? approval : '') as ApprovalId;
}

function rejection(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true });
}
