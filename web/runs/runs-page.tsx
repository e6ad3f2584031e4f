import { Button, Container, Group, Paper, Title } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { runsQuery } from '../queries/runs';
import { Failed } from '../shared/failed';
import { Nothing } from '../shared/nothing';
import { Waiting } from '../shared/waiting';
import { RunFilters } from './run-filters';
import { RunTable } from './run-table';

const route = getRouteApi('/runs');

export function RunsPage(): ReactElement {
  const { cursors, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, isPlaceholderData, refetch } = useQuery(runsQuery({ ...filter, cursor: cursors.at(-1) }));
  const narrowed = Object.values(filter).some((value) => value !== undefined);
  const show = (pages: string[]): void => void navigate({ search: (now) => ({ ...now, cursors: pages }) });
  return (
    <Container size="xl" py="md">
      <Group justify="space-between" mb="md">
        <Title order={1} size="h3">
          Runs
        </Title>
        <RunFilters />
      </Group>
      <Paper withBorder>
        {error ? (
          <Failed error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <Waiting lines={8} height={36} />
        ) : data.runs.length === 0 ? (
          <Nothing icon={IconListDetails} title={narrowed ? 'No run is like that' : 'There are no runs yet'}>
            {narrowed ? 'Ask for less, or choose another state.' : 'seaworthy start begins one.'}
          </Nothing>
        ) : (
          <RunTable runs={data.runs} dimmed={isPlaceholderData} />
        )}
      </Paper>
      <Group justify="flex-end" mt="md">
        <Button variant="default" disabled={cursors.length === 0} onClick={() => show(cursors.slice(0, -1))}>
          Newer
        </Button>
        <Button variant="default" disabled={!data?.next} onClick={() => data?.next && show([...cursors, data.next])}>
          Older
        </Button>
      </Group>
    </Container>
  );
}
