import { Container, Group, Select, SimpleGrid, Stack, Title } from '@mantine/core';
import '@mantine/charts/styles.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { projectionQuery } from '../queries/figures';
import { Failed } from '../shared/failed';
import { useWorkflow } from '../shared/use-workflow';
import { Waiting } from '../shared/waiting';
import { WorkflowSelect } from '../shared/workflow-select';
import { Curve } from './curve';
import { Levers } from './levers';
import { Limits } from './limits';
import { Month } from './month';
import { Shares } from './shares';

const route = getRouteApi('/cost');
const VOLUMES = [1_000, 10_000, 100_000, 1_000_000];

/** What a month of many runs would cost, from those that ended in the last thirty days. */
export function CostPage(): ReactElement {
  const { workflow: asked, at } = route.useSearch();
  const navigate = route.useNavigate();
  const { workflow, workflows, error: noWorkflow } = useWorkflow(asked);
  const { data, error: noProjection } = useQuery({ ...projectionQuery(workflow, at), enabled: workflow !== '' });
  const error = noWorkflow ?? noProjection;
  return (
    <Container size="xl" py="md">
      <Group justify="space-between" mb="md">
        <Title order={1} size="h3">
          Cost
        </Title>
        <Group gap="sm">
          <WorkflowSelect
            workflow={workflow}
            workflows={workflows}
            onChange={(chosen) => void navigate({ search: { workflow: chosen, at } })}
          />
          <Select
            aria-label="Runs a month"
            data={[...new Set([...VOLUMES, at])].map((value) => ({
              value: String(value),
              label: value.toLocaleString('en'),
            }))}
            value={String(at)}
            onChange={(value) => void navigate({ search: { workflow: asked, at: Number(value) } })}
            allowDeselect={false}
          />
        </Group>
      </Group>
      {error ? (
        <Failed error={error} />
      ) : !data ? (
        <Waiting lines={8} height={60} />
      ) : (
        <Stack gap="md">
          <Month told={data} />
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
            <Curve curve={data.curve} />
            <Shares title="By step" shares={data.byStep} />
            <Shares title="By what is paid for" shares={data.byClass} />
            <Levers levers={data.levers} />
          </SimpleGrid>
          <Limits limits={data.limits} />
        </Stack>
      )}
    </Container>
  );
}
