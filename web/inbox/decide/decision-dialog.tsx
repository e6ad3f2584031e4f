import { Modal } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { ReactElement } from 'react';
import type { ApprovalItem, DecisionName } from '../../../src/contracts/http';
import { Waiting } from '../../shared/waiting';
import { DelegateForm } from './delegate-form';
import { ReasonForm } from './reason-form';
import { useDecide } from './use-decide';

const SchemaForm = lazy(() => import('./schema-form').then((module) => ({ default: module.SchemaForm })));

interface Props {
  item: ApprovalItem;
  decision: DecisionName;
  onClose: () => void;
}

const titles: Record<DecisionName, string> = {
  approve: 'Approve',
  deny: 'Deny',
  edit: 'Change what will be done',
  answer: 'Answer',
  delegate: 'Delegate this question',
};

export function DecisionDialog({ item, decision, onClose }: Props): ReactElement {
  const wide = decision === 'edit' || decision === 'answer';
  return (
    <Modal
      opened
      onClose={onClose}
      title={titles[decision]}
      size={wide ? 'lg' : 'md'}

      transitionProps={{ duration: 120 }}
    >
      <Suspense fallback={<Waiting lines={5} />}>
        <DecisionForm item={item} decision={decision} onClose={onClose} />
      </Suspense>
    </Modal>
  );
}

function DecisionForm({ item, decision, onClose }: Props): ReactElement {
  const { mutate, isPending, error } = useDecide(item.id);
  const sending = { busy: isPending, error, onCancel: onClose };
  const close = { onSuccess: onClose };
  switch (decision) {
    case 'approve':
    case 'deny':
      return (
        <ReasonForm
          {...sending}
          item={item}
          decision={decision}
          onDecide={(reason) => mutate({ decision, reason }, close)}
        />
      );
    case 'delegate':
      return <DelegateForm {...sending} onDecide={(to, reason) => mutate({ decision, to, reason }, close)} />;
    case 'edit':
      return (
        <SchemaForm
          {...sending}
          schema={item.argsSchema}
          initial={item.args}
          submit="Send the change"
          onDecide={(args, reason) => mutate({ decision, args, reason }, close)}
        />
      );
    case 'answer':
      return (
        <SchemaForm
          {...sending}
          schema={item.answerSchema}
          initial={undefined}
          submit="Send the answer"
          onDecide={(answer, reason) => mutate({ decision, answer, reason }, close)}
        />
      );
  }
}
