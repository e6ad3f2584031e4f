import { Container, Stack, Title } from '@mantine/core';
import { IconAnchor } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { runsQuery } from '../queries/runs';
import { RunTable } from '../runs/run-table';
import { Failed } from '../shared/failed';
import { Nothing } from '../shared/nothing';
import { Section } from '../shared/section';
import { Waiting } from '../shared/waiting';
import { Halts } from './halts';
import { SystemsTable } from './systems-table';

/** What is stopped, by people or because a system does not answer. */
export function SystemsPage(): ReactElement {
  return (
    <Container size="xl" py="md">
      <Title order={1} size="h3" mb="md">
        Systems
      </Title>
      <Stack gap="md">
        <Halts />
        <Section title="Systems">
          <SystemsTable />
        </Section>
        <Section title="Parked runs">
          <ParkedRuns />
        </Section>
      </Stack>
    </Container>
  );
}

function ParkedRuns(): ReactElement {
  const { data, error, refetch } = useQuery(runsQuery({ status: 'parked' }));
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting lines={3} />;
  if (data.runs.length === 0)
    return (
      <Nothing icon={IconAnchor} title="No run is parked">
        Runs park while a system does not answer, or is halted, and go on by themselves.
      </Nothing>
    );
  return <RunTable runs={data.runs} dimmed={false} />;
}
