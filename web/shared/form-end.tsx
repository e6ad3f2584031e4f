import { Button, Group } from '@mantine/core';
import type { ReactElement } from 'react';
import { Failed } from './failed';

export interface Sending {
  busy: boolean;
  error: Error | null;
  onCancel: () => void;
}

/** The last lines of each form: what went wrong, leaving, sending. */
export function FormEnd({
  busy,
  error,
  onCancel,
  submit,
  color,
}: Sending & { submit: string; color?: string }): ReactElement {
  return (
    <>
      {error ? <Failed error={error} /> : null}
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={onCancel}>
          Back
        </Button>
        <Button type="submit" loading={busy} {...(color ? { color } : {})}>
          {submit}
        </Button>
      </Group>
    </>
  );
}
