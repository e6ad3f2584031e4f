import { Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { HaltItem } from '../../src/contracts/operations';
import { seaworthy } from '../seaworthy';
import { FormEnd } from '../shared/form-end';
import { useOperate } from './use-operate';

export function ResumeDialog({ halt, onClose }: { halt: HaltItem | undefined; onClose: () => void }): ReactElement {
  return (
    <Modal opened={halt !== undefined} onClose={onClose} title="Resume">
      {halt ? <ResumeForm halt={halt.id} onDone={onClose} /> : null}
    </Modal>
  );
}

function ResumeForm({ halt, onDone }: { halt: number; onDone: () => void }): ReactElement {
  const [why, setWhy] = useState('');
  const { mutate, isPending, error } = useOperate(() => seaworthy.resume(halt, { why }), onDone);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate(undefined);
      }}
    >
      <Stack gap="sm">
        <TextInput label="Why" value={why} onChange={({ currentTarget }) => setWhy(currentTarget.value)} required />
        <FormEnd busy={isPending} error={error} onCancel={onDone} submit="Resume" />
      </Stack>
    </form>
  );
}
