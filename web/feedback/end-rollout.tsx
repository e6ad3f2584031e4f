import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { seaworthy } from '../seaworthy';
import { Failed } from '../shared/failed';
import { useChange } from './use-change';

/** By hand, before its rule does. */
export function EndRollout({ id }: { id: number }): ReactElement {
  const [why, setWhy] = useState('');
  const { mutate, isPending, error } = useChange((to: 'promote' | 'rollback') =>
    to === 'promote' ? seaworthy.promoteRollout(id, { why }) : seaworthy.rollBackRollout(id, { why }),
  );
  return (
    <>
      <Group gap="xs" mt="xs" align="flex-end">
        <TextInput
          label={`Why end rollout ${id} by hand`}
          size="xs"
          value={why}
          onChange={({ currentTarget }) => setWhy(currentTarget.value)}
        />
        <Button size="xs" variant="default" disabled={!why} loading={isPending} onClick={() => mutate('rollback')}>
          Roll back
        </Button>
        <Button size="xs" disabled={!why} loading={isPending} onClick={() => mutate('promote')}>
          Promote
        </Button>
      </Group>
      {error ? <Failed error={error} /> : null}
    </>
  );
}
