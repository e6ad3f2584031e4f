import { Group, SegmentedControl, Select, Stack } from '@mantine/core';
import { useQuery, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { inboxQuery } from '../queries/inbox';
import { meQuery } from '../queries/me';

const route = getRouteApi('/inbox');

/** Whose questions, of which role, in which order. All of it is in the address. */
export function InboxFilters(): ReactElement {
  const { whose, role, order } = route.useSearch();
  const navigate = route.useNavigate();
  const { data } = useInfiniteQuery(inboxQuery({ whose, role }));
  const { data: me } = useQuery(meQuery);
  const open = data?.pages[0]?.open;
  const count = (number: number | undefined): string => (number === undefined ? '' : ` (${number})`);
  const roles = Object.entries(open?.byRole ?? {}).filter(([name]) => whose === 'all' || me?.roles.includes(name));
  return (
    <Stack gap="xs" p="sm" style={{ borderBottom: '1px solid var(--mantine-color-default-border)' }}>
      <SegmentedControl
        fullWidth
        aria-label="Whose"
        value={whose}
        onChange={(value) => void navigate({ search: (now) => ({ ...now, whose: value, role: undefined }) })}
        data={[
          { value: 'mine', label: `For me${count(open?.mine)}` },
          { value: 'all', label: `All${count(open?.all)}` },
        ]}
      />
      <Group gap="xs" grow>
        <Select
          aria-label="Role"
          placeholder="Every role"
          clearable
          clearButtonProps={{ 'aria-label': 'Every role' }}
          value={role ?? null}
          onChange={(value) => void navigate({ search: (now) => ({ ...now, role: value ?? undefined }) })}
          data={roles.map(([name, number]) => ({ value: name, label: `${name} (${number})` }))}
        />
        <Select
          aria-label="Order"
          allowDeselect={false}
          value={order}
          onChange={(value) => void navigate({ search: (now) => ({ ...now, order: value as 'oldest' | 'dearest' }) })}
          data={[
            { value: 'oldest', label: 'Oldest first' },
            { value: 'dearest', label: 'Dearest first' },
          ]}
        />
      </Group>
    </Stack>
  );
}
