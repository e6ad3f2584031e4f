import { ActionIcon, Group, Modal, Radio, Select, Stack, Text, Textarea, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconFlag } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { FlagSeverity, USUAL_CATEGORIES } from '../../../src/contracts/flags';
import { mapQuery } from '../../queries/figures';
import { runQuery } from '../../queries/run';
import { seaworthy } from '../../seaworthy';
import { FormEnd } from '../../shared/form-end';
import { inWords } from '../../shared/in-words';

/** Says that an output was wrong, for those who improve the agent. */
export function FlagButton({ run, entry, what }: { run: string; entry: number; what: string }): ReactElement {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Tooltip label="Flag this">
        <ActionIcon variant="subtle" color="gray" c="dimmed" onClick={open} aria-label={`Flag: ${what.slice(0, 80)}`}>
          <IconFlag size={16} />
        </ActionIcon>
      </Tooltip>
      <Modal opened={opened} onClose={close} title="What is wrong with it?">
        <FlagForm run={run} entry={entry} what={what} onDone={close} />
      </Modal>
    </>
  );
}

function FlagForm({
  run,
  entry,
  what,
  onDone,
}: {
  run: string;
  entry: number;
  what: string;
  onDone: () => void;
}): ReactElement {
  const queries = useQueryClient();
  const { data: story } = useQuery(runQuery(run));
  const { data: map } = useQuery({ ...mapQuery(story?.workflow ?? ''), enabled: story !== undefined });
  const categories = map?.categories ?? USUAL_CATEGORIES;
  const [category, setCategory] = useState<string>(USUAL_CATEGORIES[0]);
  const [severity, setSeverity] = useState<FlagSeverity>('medium');
  const [correction, setCorrection] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => seaworthy.flag(run, { entry, category, severity, correction }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: runQuery(run).queryKey });
      notifications.show({ message: 'The flag is in the ledger.' });
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed" lineClamp={3}>
          {what}
        </Text>
        <Select
          label="What kind of fault"
          data={categories.map((value) => ({ value, label: inWords(value) }))}
          value={category}
          onChange={(value) => setCategory(value ?? 'other')}
          allowDeselect={false}
        />
        <Radio.Group
          label="How bad"
          value={severity}
          onChange={(value) => setSeverity(FlagSeverity.catch('medium').parse(value))}
        >
          <Group mt={4}>
            {FlagSeverity.options.map((value) => (
              <Radio key={value} value={value} label={inWords(value)} />
            ))}
          </Group>
        </Radio.Group>
        <Textarea
          label="What would have been right"
          maxLength={2000}
          autosize
          minRows={2}
          value={correction}
          onChange={({ currentTarget }) => setCorrection(currentTarget.value)}
        />
        <FormEnd busy={isPending} error={error} onCancel={onDone} submit="Flag it" />
      </Stack>
    </form>
  );
}
