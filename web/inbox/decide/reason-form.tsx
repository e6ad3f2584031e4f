import { Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import type { ApprovalItem } from '../../../src/contracts/http';
import { FormEnd } from '../../shared/form-end';
import type { Sending } from '../../shared/form-end';

interface Props extends Sending {
  item: ApprovalItem;
  decision: 'approve' | 'deny';
  onDecide: (reason: string) => void;
}

/** Approving may have a reason; denying has to: whoever, or whichever agent, asked is told it. */
export function ReasonForm({ item, decision, onDecide, ...sending }: Props): ReactElement {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const denies = decision === 'deny';
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (denies && !reason.trim()) setMissing(true);
    else onDecide(reason.trim());
  };
  return (
    <form onSubmit={send} noValidate>
      <Text size="sm" mb="sm">
        {denies ? `${item.silence.then.charAt(0).toUpperCase()}${item.silence.then.slice(1)}.` : item.does}
      </Text>
      <Textarea
        label={denies ? 'Why not' : 'Reason (not needed)'}
        description={denies ? 'Who asked is told this.' : undefined}
        withAsterisk={denies}
        required={denies}
        autosize
        minRows={2}
        maxLength={2000}
        data-autofocus
        value={reason}
        error={missing && !reason.trim() ? 'Say why, in a sentence.' : undefined}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <FormEnd {...sending} submit={denies ? 'Deny' : 'Approve'} {...(denies ? { color: 'red.8' } : {})} />
    </form>
  );
}
