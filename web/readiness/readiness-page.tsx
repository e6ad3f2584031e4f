import { Button, Container, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Pattern, ReadinessReport } from '../../src/contracts/readiness';
import { readinessQuery } from '../queries/readiness';
import { Failed } from '../shared/failed';
import { inWords } from '../shared/in-words';
import { useWorkflow } from '../shared/use-workflow';
import { Waiting } from '../shared/waiting';
import { WorkflowSelect } from '../shared/workflow-select';
import { Criteria } from './criteria';
import { Verdict } from './verdict';

const route = getRouteApi('/readiness');

/** Whether a workflow is fit for an environment, criterion by criterion, with the evidence. */
export function ReadinessPage(): ReactElement {
  const { workflow: asked, environment } = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(environment);
  const { workflow, workflows, error: noWorkflow } = useWorkflow(asked);
  const report = useQuery({ ...readinessQuery(workflow, environment), enabled: workflow !== '' });
  const error = noWorkflow ?? report.error;
  return (
    <Container size="xl" py="md">
      <Group justify="space-between" mb="md">
        <Title order={1} size="h3">
          Readiness
        </Title>
        <Group gap="sm">
          <WorkflowSelect
            workflow={workflow}
            workflows={workflows}
            onChange={(chosen) => void navigate({ search: { workflow: chosen, environment } })}
          />
          <TextInput
            aria-label="Environment"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onBlur={() => void navigate({ search: { workflow: asked, environment: typed } })}
          />
          <Button variant="default" loading={report.isFetching} onClick={() => void report.refetch()}>
            Look again
          </Button>
        </Group>
      </Group>
      {error ? (
        <Failed error={error} />
      ) : !report.data ? (
        <Stack gap="xs">
          <Text size="sm" c="dimmed" role="status">
            Gathering evidence, and verifying the ledger …
          </Text>
          <Waiting lines={8} height={60} />
        </Stack>
      ) : (
        <Stack gap="md">
          <Verdict report={report.data} />
          {patternsIn(report.data).map((pattern) => (
            <Criteria
              key={pattern}
              title={inWords(pattern)}
              criteria={report.data.criteria.filter((criterion) => criterion.pattern === pattern)}
            />
          ))}
        </Stack>
      )}
    </Container>
  );
}

function patternsIn({ criteria }: ReadinessReport): Pattern[] {
  return [...new Set(criteria.map(({ pattern }) => pattern))];
}
