import { Group, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { RunStatus } from '../../src/contracts/http';

const route = getRouteApi('/runs');
const STATES = ['all', 'running', 'waiting', 'parked', 'ended'];
const SETTLED_MS = 300;

interface Narrowing {
  status?: RunStatus | undefined;
  id?: string | undefined;
  step?: string | undefined;
  usd?: number | undefined;
}

/** Which runs: by state, workflow id, step and cost. All of it is in the address; another choice begins at the first page. */
export function RunFilters(): ReactElement {
  const { status, id, step, usd } = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = (to: Narrowing): void =>
    void navigate({ search: (now) => ({ ...now, ...to, cursors: [] }), replace: true });
  const typed = useDebouncedCallback(narrow, SETTLED_MS);
  return (
    <Group gap="xs" align="flex-end">
      <TextInput
        size="xs"
        label="Workflow id begins with"
        defaultValue={id}
        onChange={({ currentTarget: { value } }) => typed({ id: value.trim() || undefined })}
      />
      <TextInput
        size="xs"
        label="Step"
        defaultValue={step}
        onChange={({ currentTarget: { value } }) => typed({ step: value.trim() || undefined })}
      />
      <NumberInput
        size="xs"
        w={130}
        label="Cost at least"
        prefix="$"
        min={0}
        decimalScale={4}
        step={0.01}
        defaultValue={usd ?? ''}
        onChange={(value) => typed({ usd: typeof value === 'number' ? value : undefined })}
      />
      <SegmentedControl
        aria-label="State"
        size="xs"
        value={status ?? 'all'}
        onChange={(value) => narrow({ status: value === 'all' ? undefined : (value as RunStatus) })}
        data={STATES.map((value) => ({ value, label: value }))}
      />
    </Group>
  );
}
