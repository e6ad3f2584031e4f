import { Container, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { figuresQuery, mapQuery } from '../queries/figures';
import { Failed } from '../shared/failed';
import { inWords } from '../shared/in-words';
import { Section } from '../shared/section';
import { useWorkflow } from '../shared/use-workflow';
import { Waiting } from '../shared/waiting';
import { WorkflowSelect } from '../shared/workflow-select';
import { MapDrawing } from './map-drawing';
import { MapKey } from './map-key';
import { MapTable } from './map-table';

const route = getRouteApi('/map');

export function MapPage(): ReactElement {
  const { workflow: asked } = route.useSearch();
  const navigate = route.useNavigate();
  const { workflow, workflows, error: noWorkflow } = useWorkflow(asked);
  const map = useQuery({ ...mapQuery(workflow), enabled: workflow !== '' });
  const figures = useQuery({ ...figuresQuery(workflow), enabled: workflow !== '' });
  const error = noWorkflow ?? map.error ?? figures.error;
  return (
    <Container size="xl" py="md">
      <Group justify="space-between" mb="md">
        <Title order={1} size="h3">
          Map
        </Title>
        <WorkflowSelect
          workflow={workflow}
          workflows={workflows}
          onChange={(chosen) => void navigate({ search: { workflow: chosen } })}
        />
      </Group>
      {error ? (
        <Failed error={error} />
      ) : !map.data || !figures.data ? (
        <Waiting lines={10} height={48} />
      ) : (
        <Stack gap="md">
          <Section title={inWords(workflow)} aside={<MapKey />}>
            <Text size="sm" c="dimmed" mb="sm">
              {figures.data.runs === 0
                ? 'No run began in the last seven days: only the ways of exceptions are known.'
                : `Of ${figures.data.runs} runs that began in the last seven days: how often each step was entered, the share that took no exception path, the median time until the next step, waiting included, and the cost of its model calls.`}
            </Text>
            <MapDrawing map={map.data} figures={figures.data} />
          </Section>
          <Section title="The same as a table">
            <MapTable map={map.data} figures={figures.data} />
          </Section>
        </Stack>
      )}
    </Container>
  );
}
