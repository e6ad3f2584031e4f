import { Alert, Button, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { SeaworthyError } from '../../src/contracts/errors';

/** An error, in the words of the catalogue: what happened, and what to do. */
export function Failed({ error, onRetry }: { error: Error; onRetry?: () => void }): ReactElement {
  const code = error instanceof SeaworthyError ? error.code : 'Bug';
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle />} title="That did not work" m="md" role="alert">
      <Text size="sm">{error.message}</Text>
      <Text size="xs" c="dimmed" mt={4}>
        {code}
      </Text>
      {onRetry ? (
        <Button size="xs" variant="default" mt="sm" onClick={onRetry}>
          Try again
        </Button>
      ) : null}
    </Alert>
  );
}
