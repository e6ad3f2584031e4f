import { Container, Group, SimpleGrid, Stack, Title } from '@mantine/core';
import '@mantine/charts/styles.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { feedbackQuery } from '../queries/feedback';
import { Failed } from '../shared/failed';
import { useWorkflow } from '../shared/use-workflow';
import { Waiting } from '../shared/waiting';
import { WorkflowSelect } from '../shared/workflow-select';
import { Categories } from './categories';
import { Days } from './days';
import { Fixes } from './fixes';
import { FlagQueue } from './flag-queue';
import { GuidanceList } from './guidance-list';
import { Rollouts } from './rollouts';
import { Times } from './times';
import { Versions } from './versions';

const route = getRouteApi('/feedback');

/** What was flagged, what agents are told because of it, and whether that helped: of the last thirty days. */
export function FeedbackPage(): ReactElement {
  const { workflow: asked } = route.useSearch();
  const navigate = route.useNavigate();
  const { workflow, workflows, error: noWorkflow } = useWorkflow(asked);
  const { data, error: noFigures } = useQuery({ ...feedbackQuery(workflow), enabled: workflow !== '' });
  const error = noWorkflow ?? noFigures;
  return (
    <Container size="xl" py="md">
      <Group justify="space-between" mb="md">
        <Title order={1} size="h3">
          Feedback
        </Title>
        <WorkflowSelect
          workflow={workflow}
          workflows={workflows}
          onChange={(chosen) => void navigate({ search: { workflow: chosen } })}
        />
      </Group>
      <Stack gap="md">
        <FlagQueue />
        {error ? (
          <Failed error={error} />
        ) : !data ? (
          <Waiting lines={8} height={60} />
        ) : (
          <>
            <Rollouts workflow={workflow} />
            <GuidanceList workflow={workflow} />
            <Times told={data} />
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
              <Fixes fixes={data.fixes} />
              <Versions versions={data.versions} steps={data.steps} />
              <Days days={data.days} />
              <Categories categories={data.categories} />
            </SimpleGrid>
          </>
        )}
      </Stack>
    </Container>
  );
}
