import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import type { ReactElement } from 'react';

/** What comes, as grey lines of about its size. */
export function Waiting({ lines = 6, height = 28 }: { lines?: number; height?: number }): ReactElement {
  return (
    <Stack gap="sm" p="md" role="status">
      <VisuallyHidden>Loading</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={height} radius="md" width={`${100 - ((line * 7) % 30)}%`} />
      ))}
    </Stack>
  );
}
