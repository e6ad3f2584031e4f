import { Badge } from '@mantine/core';
import type { ReactElement } from 'react';
import type { RunSummary } from '../../src/contracts/http';
import { inWords } from '../shared/in-words';

const colors = { running: 'blue', waiting: 'yellow', parked: 'orange', ended: 'gray' } as const;

/** Where a run stands: for whom it waits, or in which end it is. */
export function StatusBadge({
  run: { status, role, end },
}: {
  run: Pick<RunSummary, 'status' | 'role' | 'end'>;
}): ReactElement {
  const text =
    status === 'ended' ? inWords(end ?? 'ended') : status === 'waiting' && role ? `Waits for ${role}` : inWords(status);
  return (
    <Badge variant="light" color={colors[status]} c="var(--mantine-color-text)" tt="none" fw={500} miw="max-content">
      {text}
    </Badge>
  );
}
