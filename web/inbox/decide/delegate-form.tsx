import { Text, TextInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { FormEnd } from '../../shared/form-end';
import type { Sending } from '../../shared/form-end';

/** Gives somebody else the role for this question alone. */
export function DelegateForm({
  onDecide,
  ...sending
}: Sending & { onDecide: (to: string, reason: string) => void }): ReactElement {
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (to.trim()) onDecide(to.trim(), reason.trim());
    else setMissing(true);
  };
  return (
    <form onSubmit={send} noValidate>
      <Text size="sm" mb="sm">
        They may answer this question in your place. You have not decided, and still may.
      </Text>
      <TextInput
        label="To whom"
        description="As they are known where you sign in."
        withAsterisk
        data-autofocus
        value={to}
        error={missing && !to.trim() ? 'Name somebody.' : undefined}
        onChange={({ currentTarget }) => setTo(currentTarget.value)}
      />
      <Textarea
        label="Reason (not needed)"
        mt="sm"
        autosize
        minRows={2}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <FormEnd {...sending} submit="Delegate" />
    </form>
  );
}
