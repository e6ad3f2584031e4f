import { Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { HaltKind } from '../../src/contracts/operations';
import { seaworthy } from '../seaworthy';
import { FormEnd } from '../shared/form-end';
import { inWords } from '../shared/in-words';
import { useOperate } from './use-operate';

export function HaltDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactElement {
  return (
    <Modal opened={opened} onClose={onClose} title="Halt">
      <HaltForm onDone={onClose} />
    </Modal>
  );
}

function HaltForm({ onDone }: { onDone: () => void }): ReactElement {
  const [kind, setKind] = useState<HaltKind>('system');
  const [value, setValue] = useState('');
  const [why, setWhy] = useState('');
  const { mutate, isPending, error } = useOperate(
    () => seaworthy.halt({ kind, why, ...(kind === 'all' ? {} : { value }) }),
    onDone,
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate(undefined);
      }}
    >
      <Stack gap="sm">
        <Text size="sm">Writes and model calls stop within two seconds. Runs wait, and reads go on.</Text>
        <Select
          label="What"
          data={HaltKind.options.map((each) => ({ value: each, label: each === 'all' ? 'Everything' : inWords(each) }))}
          value={kind}
          onChange={(each) => setKind(HaltKind.catch('system').parse(each))}
          allowDeselect={false}
        />
        {kind === 'all' ? null : (
          <TextInput
            label="Which"
            description={kind === 'system' ? 'such as erp or anthropic' : undefined}
            value={value}
            onChange={({ currentTarget }) => setValue(currentTarget.value)}
            required
          />
        )}
        <TextInput label="Why" value={why} onChange={({ currentTarget }) => setWhy(currentTarget.value)} required />
        <FormEnd busy={isPending} error={error} onCancel={onDone} submit="Halt" color="red.8" />
      </Stack>
    </form>
  );
}
