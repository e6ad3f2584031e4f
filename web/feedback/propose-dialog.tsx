import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { GuidanceProposed } from '../../src/contracts/guidance';
import { seaworthy } from '../seaworthy';
import { Failed } from '../shared/failed';
import { FormEnd } from '../shared/form-end';
import { useChange } from './use-change';

interface Props {
  workflow: string;
  opened: boolean;
  onClose: () => void;
}

export function ProposeDialog({ workflow, opened, onClose }: Props): ReactElement {
  return (
    <Modal opened={opened} onClose={onClose} title="Propose guidance">
      <ProposeForm workflow={workflow} onDone={onClose} />
    </Modal>
  );
}

/** Proposes it and has it proved; what it meets is shown before one goes on. */
function ProposeForm({ workflow, onDone }: { workflow: string; onDone: () => void }): ReactElement {
  const [text, setText] = useState('');
  const [category, setCategory] = useState('');
  const [why, setWhy] = useState('');
  const [made, setMade] = useState<GuidanceProposed>();
  const propose = useChange(async () => {
    setMade(await seaworthy.proposeGuidance({ workflow, text, why, ...(category ? { category } : {}) }));
  });
  const prove = useChange((ref: string) => seaworthy.prove({ workflow, guidance: [ref], why }), onDone);
  if (made)
    return (
      <Stack gap="sm">
        <Text size="sm">
          {made.ref} is proposed. No run is told it before it was proved and rolled out.
          {made.meets.length === 0 ? ' No other guidance meets it.' : ' It meets:'}
        </Text>
        {made.meets.map(({ guidance, relation }) => (
          <Text key={guidance.ref} size="sm">
            <b>{relation}</b> {guidance.ref}: {guidance.text}
          </Text>
        ))}
        {prove.error ? <Failed error={prove.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Later
          </Button>
          <Button loading={prove.isPending} onClick={() => prove.mutate(made.ref)}>
            Prove it
          </Button>
        </Group>
      </Stack>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        propose.mutate(undefined);
      }}
    >
      <Stack gap="sm">
        <Textarea
          label="What the agent is told"
          description="It gives no permission: approvals, limits and rules do not read it."
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          maxLength={1000}
          autosize
          minRows={3}
          required
        />
        <TextInput
          label="Against which flags"
          description="a category such as wrong-reason"
          value={category}
          onChange={({ currentTarget }) => setCategory(currentTarget.value)}
        />
        <TextInput label="Why" value={why} onChange={({ currentTarget }) => setWhy(currentTarget.value)} required />
        <FormEnd busy={propose.isPending} error={propose.error} onCancel={onDone} submit="Propose" />
      </Stack>
    </form>
  );
}
